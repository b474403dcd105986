package dev.evergrant.bench.stage;

import dev.evergrant.bench.provider.Tokens;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.User;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes authorizations of subjects that have none yet. Used by one thread. */
public final class Frontend implements AutoCloseable {
  private final CloudEventCodec codec = new CloudEventCodec();
  private final KafkaProducer<String, byte[]> producer;

  /** Of a stage with one app. */
  public Frontend(Stage stage) {
    Map<String, Object> properties = new HashMap<>(stage.config().kafka().properties());
    properties.put("acks", "all");
    // What a frontend gathers is not the worker's time.
    properties.put("linger.ms", "0");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    this.producer = new KafkaProducer<>(properties);
  }

  /** Publishes one; returns at once. */
  public void authorize(int subject) {
    String name = Tokens.subject(subject);
    var data =
        new AuthorizationCompleted(
            Setup.APP,
            Setup.ENVIRONMENT,
            name,
            Tokens.code(subject),
            null,
            Setup.REDIRECT_URI,
            null,
            null,
            "users.read",
            new User(name, name + "@globex.example", "globex"));
    String id = UUID.randomUUID().toString();
    var event = codec.event(id, "/bench", EventTypes.AUTHORIZATION_COMPLETED, Instant.now(), data);
    var _ = producer.send(codec.write(Topics.AUTHORIZATIONS, name, event));
  }

  /** Returns when all of them have been acknowledged. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
