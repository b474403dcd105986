package dev.evergrant.worker.alert;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Relay;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Makes batches of what is due and publishes them, and dies as by {@code kill -9} at the step it is
 * told; if there is no such step, it lives to its end. Arguments: the database's URL, user and
 * password, Kafka's address, what to count ({@code statement}, {@code send} or {@code sent}, or
 * {@code nothing}), and the number of the one that kills.
 */
final class DoomedDesk {
  static final int KILLED = 137;

  private final String counted;
  private final int deadly;
  private final AtomicInteger steps = new AtomicInteger();

  private DoomedDesk(String counted, int deadly) {
    this.counted = counted;
    this.deadly = deadly;
  }

  public static void main(String[] arguments) throws InterruptedException {
    var place = new Config.Database(arguments[0], arguments[1], new Secret(arguments[2]));
    var desk = new DoomedDesk(arguments[4], Integer.parseInt(arguments[5]));
    try (Database database = Database.open(place, 3)) {
      desk.work(database, arguments[3]);
    }
  }

  private void work(Database database, String kafka) throws InterruptedException {
    database.jdbi().setSqlLogger(new Killer());
    batches(database.jdbi()).make();
    if (!kafka.isEmpty()) {
      publish(database, new DoomedProducer(kafka));
    }
  }

  static Batches batches(Jdbi jdbi) {
    App app = Samples.app(Samples.outreach());
    return new Batches(
        jdbi,
        Map.of(app.name(), app),
        new ReauthorizationRows(),
        new OutboxRows(),
        new Messages(new CloudEventCodec(), UUID::randomUUID),
        () -> UUID.randomUUID().toString(),
        new Batches.Rhythm(Desk.USUAL.remindEvery(), Desk.USUAL.reminders(), null),
        new SimpleMeterRegistry());
  }

  /** Until nothing is left to publish. */
  static void publish(Database database, KafkaProducer<String, byte[]> producer)
      throws InterruptedException {
    Relay relay = new Relay(database, new OutboxRows(), producer);
    Thread thread = Thread.ofPlatform().name("relay").start(relay);
    while (!isEmpty(database)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    relay.stop();
    thread.join();
    producer.close();
  }

  private static boolean isEmpty(Database database) {
    try (var connection = database.pool().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT NOT EXISTS (SELECT FROM outbox)")) {
      return rows.next() && rows.getBoolean(1);
    } catch (java.sql.SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private void step(String what) {
    if (what.equals(counted) && steps.incrementAndGet() == deadly) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** Dying before a statement is the same as dying after the one, or the commit, before it. */
  private final class Killer implements SqlLogger {
    @Override
    public void logBeforeExecution(StatementContext context) {
      step("statement");
    }
  }

  private final class DoomedProducer extends KafkaProducer<String, byte[]> {
    DoomedProducer(String kafka) {
      super(producer(kafka));
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
      step("send");
      Future<RecordMetadata> sent = super.send(record);
      if (counted.equals("sent")) {
        flush();
      }
      step("sent");
      return sent;
    }
  }

  static Map<String, Object> producer(String kafka) {
    return Map.of(
        "bootstrap.servers",
        kafka,
        "acks",
        "all",
        "enable.idempotence",
        "true",
        "key.serializer",
        StringSerializer.class,
        "value.serializer",
        ByteArraySerializer.class);
  }
}
