package dev.evergrant.contracts.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.UnacceptableEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Takes what the topic tells into the cache's connections, and passes the news on to listeners. */
final class Telling implements Follower.Audience {
  private final Connections connections;
  private final UpdateReader reader;
  private final List<TokenListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  Telling(Connections connections, UpdateReader reader) {
    this.connections = connections;
    this.reader = reader;
  }

  void add(TokenListener listener) {
    listeners.add(listener);
  }

  CompletableFuture<Void> ready() {
    return ready;
  }

  @Override
  public void begin() {
    connections.beginTelling();
  }

  @Override
  public void take(ConsumerRecord<String, byte[]> record) {
    String connection = record.key();
    byte @Nullable [] value = record.value();
    try {
      if (connection == null) {
        throw new UnacceptableEvent("key", "is missing");
      }
      if (value == null) {
        if (connections.erase(connection)) {
          tell(listener -> listener.erased(connection));
        }
        return;
      }
      String type = type(record);
      if (!isKnown(type)) {
        return;
      }
      var _ = ConnectionId.parse(connection);
      Entry entry = reader.read(value);
      if (connections.put(connection, entry)) {
        announce(type, connection, entry);
      }
    } catch (UnacceptableEvent | IllegalArgumentException problem) {
      problem(
          new IllegalStateException(
              "The record at %s-%d@%d is no token update and is skipped: %s"
                  .formatted(
                      record.topic(), record.partition(), record.offset(), problem.getMessage())));
    }
  }

  /** Within v1 kinds of events may be added, and a reader ignores what it does not know. */
  private static boolean isKnown(String type) {
    return switch (type) {
      case EventTypes.TOKEN_ISSUED, EventTypes.TOKEN_REFRESHED, EventTypes.TOKEN_REVOKED -> true;
      default -> false;
    };
  }

  private static String type(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader("ce_type");
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Override
  public void caughtUp() {
    connections.endTelling(
        (connection, entry) -> {
          if (entry == null) {
            tell(listener -> listener.erased(connection));
          } else {
            announce(
                entry.isRevoked() ? EventTypes.TOKEN_REVOKED : EventTypes.TOKEN_ISSUED,
                connection,
                entry);
          }
        });
    ready.complete(null);
  }

  private void announce(String type, String connection, Entry entry) {
    if (listeners.isEmpty()) {
      return;
    }
    var update = entry.toUpdate(connection);
    switch (type) {
      case EventTypes.TOKEN_ISSUED -> tell(listener -> listener.issued(update));
      case EventTypes.TOKEN_REVOKED -> tell(listener -> listener.revoked(update));
      default -> tell(listener -> listener.refreshed(update));
    }
  }

  private void tell(Consumer<TokenListener> news) {
    for (TokenListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException problem) {
        problem(problem);
      }
    }
  }

  @Override
  public void problem(Exception problem) {
    if (listeners.isEmpty()) {
      LOGGING.problem(problem);
    }
    for (TokenListener listener : listeners) {
      try {
        listener.problem(problem);
      } catch (RuntimeException again) {
        LOGGING.problem(again);
      }
    }
  }

  /** Where nobody listens, a log line does no harm. */
  private static final TokenListener LOGGING = new TokenListener() {};
}
