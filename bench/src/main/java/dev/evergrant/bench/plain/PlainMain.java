package dev.evergrant.bench.plain;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.quartz.SchedulerException;

/**
 * The plain design as a process: one Quartz trigger a connection, one transaction a step, the JDK's
 * HTTP client, and a Kafka send for each event. It gives the worker's guarantees: the attempt is
 * recorded before the call, writes are fenced by the version, tokens are encrypted and sealed, and
 * events leave through an outbox. Its argument is a worker's configuration file.
 */
public final class PlainMain {
  private static final int THREADS = 32;

  private PlainMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments)
      throws IOException, InvalidConfig, InterruptedException, SchedulerException {
    Config config =
        ConfigReader.read(Files.readString(Path.of(arguments[0])), Path.of("."), Map.of());
    App app = config.apps().values().iterator().next();
    var database = Database.open(config.database(), THREADS + 8);
    var refresh =
        new PlainRefresh(
            new PlainRows(database.jdbi(), Cipher.of(config.encryption().keyset())),
            app.provider().tokenUrl(),
            app.credentials().values().iterator().next(),
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .build(),
            new Subscribers(config.subscribers().values(), new SecureRandom(), System::nanoTime),
            new Messages(new CloudEventCodec(), UUID::randomUUID),
            new KafkaProducer<>(producer(config.kafka())));
    Triggers.start(database, THREADS, refresh);
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static Map<String, Object> producer(Config.Kafka config) {
    Map<String, Object> properties = new HashMap<>(config.properties());
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    // Each send is waited for, so there is nothing to be gathered.
    properties.put("linger.ms", "0");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    return properties;
  }
}
