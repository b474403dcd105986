package dev.evergrant.contracts.client;

import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of every connection: read from the topic's beginning, then followed. Access
 * tokens are decrypted when first asked for, and a look-up of one that is at hand takes a fraction
 * of a microsecond. Connections are written {@code app/environment/subject}. One for a whole
 * program; safe for any thread.
 *
 * <p>It outlasts outages of Kafka and of the worker: what it has stays, and it catches up
 * afterwards. Older versions and duplicates are dropped, erased connections forgotten.
 */
public final class TokenCache implements AutoCloseable {
  /** Half of what Kafka's topics have unless {@code delete.retention.ms} says otherwise. */
  private static final Duration TOMBSTONES_LAST = Duration.ofHours(12);

  private final String subscriber;
  private final Opener opener;
  private final InstantSource clock;
  private final Connections connections = new Connections();
  private final Telling telling;
  private final Follower follower;
  private final Map<String, ?> kafka;
  private @Nullable Sender reports;

  /** Opens a sealed token of a connection. */
  @FunctionalInterface
  interface Opener {
    String open(String connection, String jwe) throws NoToken;
  }

  /**
   * @param kafka the Kafka client's properties, {@code bootstrap.servers} at least
   * @param subscriber this service's name in the worker's configuration
   * @param keys its private keys
   */
  public TokenCache(Map<String, ?> kafka, String subscriber, SubscriberKeys keys) {
    this(kafka, subscriber, keys::open, InstantSource.system());
  }

  TokenCache(Map<String, ?> kafka, String subscriber, Opener opener, InstantSource clock) {
    this.kafka = Map.copyOf(kafka);
    this.subscriber = subscriber;
    this.opener = opener;
    this.clock = clock;
    this.telling = new Telling(connections, new UpdateReader(subscriber));
    this.follower = new Follower(() -> KafkaClients.reader(kafka), clock, TOMBSTONES_LAST, telling);
  }

  /** From now on the listener hears of everything; add it before the start to miss nothing. */
  public void listen(TokenListener listener) {
    telling.add(listener);
  }

  /**
   * Begins to read.
   *
   * @return fulfilled when everything that had been published by now is known, cancelled by {@link
   *     #close}; while Kafka cannot be read, listeners are told of the problem and it is tried
   *     again
   */
  public CompletableFuture<Void> start() {
    follower.start();
    return telling.ready().copy();
  }

  /** Whether it has caught up with what had been published before the start. */
  public boolean isReady() {
    return telling.ready().isDone();
  }

  /** How many connections are known, revoked ones among them. */
  public int size() {
    return connections.size();
  }

  /** A connection's newest state, without its sealed tokens; empty if nobody has heard of it. */
  public Optional<TokenUpdate> state(String connection) {
    return Optional.ofNullable(connections.find(connection))
        .map(entry -> entry.toUpdate(connection));
  }

  /**
   * The access token of a connection, as long as it lives.
   *
   * @throws NoToken if there is none
   */
  public String accessToken(String connection) throws NoToken {
    return accessToken(connection, Duration.ZERO);
  }

  /**
   * The access token of a connection.
   *
   * @param minimumLifetime how long it must still live
   * @throws NoToken if there is none that does
   */
  public String accessToken(String connection, Duration minimumLifetime) throws NoToken {
    Entry entry = connections.find(connection);
    if (entry == null) {
      throw new NoToken(
          NoToken.Reason.UNKNOWN, connection + " is not known: has its user authorized the app?");
    }
    if (entry.isRevoked()) {
      throw new NoToken(
          NoToken.Reason.ENDED,
          "%s has ended (%s): its user has to authorize again."
              .formatted(connection, entry.reason()));
    }
    if (entry.expiresAt() - clock.millis() < minimumLifetime.toMillis()) {
      throw new NoToken(
          NoToken.Reason.EXPIRING,
          "The token of %s ends at %s; a newer one is not here yet."
              .formatted(connection, Instant.ofEpochMilli(entry.expiresAt())));
    }
    String sealed = entry.sealed();
    String open = entry.open();
    if (open == null) {
      if (sealed == null) {
        throw new NoToken(
            NoToken.Reason.NOT_ALLOWED,
            "%s may not read the token of %s: see subscribers in the worker's configuration."
                .formatted(subscriber, connection));
      }
      open = opener.open(connection, sealed);
      entry.opened(open);
    }
    return open;
  }

  /**
   * Tells the worker that the provider's API answered 401 to the token of a version; it gets a
   * newer one at once, unless there is one already. The first report waits for Kafka, for {@code
   * max.block.ms} (5 s) at most.
   *
   * @return fulfilled when Kafka has the report, else {@link NotPublished}
   */
  public CompletableFuture<Void> reportRejected(String connection, long version) {
    return reports()
        .send(
            Topics.TOKEN_REPORTS,
            connection,
            EventTypes.TOKEN_REJECTED,
            new TokenRejected(connection, version));
  }

  /** Most services never report anything, and need no producer. */
  private synchronized Sender reports() {
    if (reports == null) {
      reports = new Sender(KafkaClients.producer(kafka), "/" + subscriber, clock, UUID::randomUUID);
    }
    return reports;
  }

  /** Stops reading; not to be called by a listener. What is known stays, and grows old. */
  @Override
  public void close() {
    try {
      follower.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    var _ = telling.ready().cancel(false);
    synchronized (this) {
      if (reports != null) {
        reports.close();
      }
    }
  }
}
