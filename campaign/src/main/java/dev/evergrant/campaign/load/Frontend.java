package dev.evergrant.campaign.load;

import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.Wire;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.User;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes, and remembers what it published. It reaches Kafka without a proxy and keeps on trying,
 * so that everything it remembers is there in the end. Used by one thread at a time.
 */
public final class Frontend implements AutoCloseable {
  private static final String SOURCE = "/campaign";
  private static final String REDIRECT_URI = "http://localhost:8080/oauth/callback";

  private final Cluster cluster;
  private final CloudEventCodec codec = new CloudEventCodec();
  private final KafkaProducer<String, byte[]> producer;
  private final List<Published> published = new CopyOnWriteArrayList<>();

  public Frontend(Cluster cluster) {
    this.cluster = cluster;
    Map<String, Object> properties = new HashMap<>(cluster.kafkaConfig().properties());
    properties.put("acks", "all");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    properties.put("delivery.timeout.ms", "600000");
    properties.put("max.block.ms", "120000");
    this.producer = new KafkaProducer<>(properties);
  }

  /** Everything that was said, in order. */
  public List<Published> published() {
    return List.copyOf(published);
  }

  /** A user consents at the provider, and the code is published. */
  public void authorize(Person person) throws IOException, InterruptedException {
    authorize(person, 1);
  }

  /** The same, the code being published more than once, under an id of its own each time. */
  public void authorize(Person person, int times) throws IOException, InterruptedException {
    String code = cluster.simulator().authorize(person.email(), person.isProduction());
    cluster.wire().secret(code);
    for (int i = 0; i < times; i++) {
      var data =
          new AuthorizationCompleted(
              person.connection().app(),
              person.connection().environment(),
              person.connection().subject(),
              code,
              null,
              REDIRECT_URI,
              null,
              null,
              "users.read",
              new User(person.connection().subject(), person.email(), person.organization()));
      publish(
          Topics.AUTHORIZATIONS,
          Published.Kind.AUTHORIZED,
          person,
          EventTypes.AUTHORIZATION_COMPLETED,
          data,
          Wire.fingerprint(code));
    }
  }

  /** A user withdraws. */
  public void withdraw(Person person) {
    ConnectionId id = person.connection();
    publish(
        Topics.AUTHORIZATIONS,
        Published.Kind.WITHDRAWN,
        person,
        EventTypes.AUTHORIZATION_WITHDRAWN,
        new AuthorizationWithdrawn(id.app(), id.environment(), id.subject()),
        null);
  }

  /** A subscriber's token was not accepted. */
  public void reject(Person person, long version) {
    publish(
        Topics.TOKEN_REPORTS,
        Published.Kind.REJECTED,
        person,
        EventTypes.TOKEN_REJECTED,
        new TokenRejected(person.connection().toString(), version),
        null);
  }

  /** A user takes the app's access away at the provider, and nobody tells us. */
  public void disconnect(Person person) throws IOException, InterruptedException {
    cluster.simulator().disconnect(person.email(), person.isProduction());
    published.add(
        new Published(
            Published.Kind.DISCONNECTED,
            person.connection(),
            person.email(),
            "",
            null,
            Instant.now()));
  }

  private void publish(
      String topic,
      Published.Kind kind,
      Person person,
      String type,
      Object data,
      @Nullable String code) {
    String id = UUID.randomUUID().toString();
    Instant now = Instant.now();
    var event = codec.event(id, SOURCE, type, now, data);
    published.add(new Published(kind, person.connection(), person.email(), id, code, now));
    var _ = producer.send(codec.write(topic, person.connection().toString(), event));
  }

  /** Waits until Kafka has all of it. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
