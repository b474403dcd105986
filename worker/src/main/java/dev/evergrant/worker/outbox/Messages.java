package dev.evergrant.worker.outbox;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.store.OutboxRows.AlertEvent;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What is said to the outside, as rows of the outbox. Safe for any thread. */
public final class Messages {
  private static final String SOURCE = "/evergrant";

  private final CloudEventCodec codec;
  private final Supplier<UUID> ids;

  public Messages(CloudEventCodec codec, Supplier<UUID> ids) {
    this.codec = codec;
    this.ids = ids;
  }

  /** A connection has its first tokens, or new ones by a new grant. */
  public Message issued(Connection.Active state, Map<String, String> accessTokens, Instant at) {
    return active(EventTypes.TOKEN_ISSUED, state, accessTokens, at);
  }

  /** A connection's tokens have been refreshed. */
  public Message refreshed(Connection.Active state, Map<String, String> accessTokens, Instant at) {
    return active(EventTypes.TOKEN_REFRESHED, state, accessTokens, at);
  }

  /**
   * A connection's state once more: version and tokens are those that were published before, what
   * is around them is newer.
   */
  public Message restated(Connection.Active state, Map<String, String> accessTokens, Instant at) {
    return active(EventTypes.TOKEN_REFRESHED, state, accessTokens, at);
  }

  /** A connection is forgotten; the topic forgets it with the next compaction. */
  public Message erased(ConnectionId id) {
    return new Message(Topics.TOKEN_UPDATES, id.toString(), Map.of(), null);
  }

  /** A connection has ended. */
  public Message revoked(Connection.Revoked state) {
    ConnectionId id = state.id();
    return message(
        Topics.TOKEN_UPDATES,
        id.toString(),
        EventTypes.TOKEN_REVOKED,
        state.at(),
        new TokenUpdate(
            id.toString(),
            id.app(),
            id.environment(),
            id.subject(),
            state.consent().provider(),
            "revoked",
            state.version(),
            state.reason().word(),
            null,
            null,
            null,
            null,
            null,
            Map.of()));
  }

  /** A code has brought no tokens; its user has to authorize once more. */
  public Message failed(
      ConnectionId id,
      String provider,
      String reason,
      String message,
      @Nullable String error,
      Instant at) {
    return alert(
        id.toString(),
        new Alert.AuthorizationFailed(
            id.toString(),
            id.app(),
            id.environment(),
            id.subject(),
            provider,
            reason,
            message + " The user has to authorize once more.",
            error,
            at),
        at);
  }

  /** People must know. */
  public Message alert(String key, Alert alert, Instant at) {
    CloudEvent event = event(alert.type(), at, alert);
    return message(Topics.ALERTS, key, event, new AlertEvent(alert.app(), event));
  }

  private Message active(
      String type, Connection.Active state, Map<String, String> accessTokens, Instant at) {
    ConnectionId id = state.id();
    return message(
        Topics.TOKEN_UPDATES,
        id.toString(),
        type,
        at,
        new TokenUpdate(
            id.toString(),
            id.app(),
            id.environment(),
            id.subject(),
            state.consent().provider(),
            "active",
            state.version(),
            null,
            state.tokens().scope(),
            state.tokens().tokenType(),
            state.tokens().issuedAt(),
            state.tokens().expiresAt(),
            state.tokens().reauthorizeBy(),
            accessTokens));
  }

  private Message message(String topic, String key, String type, Instant at, Object data) {
    return message(topic, key, event(type, at, data), null);
  }

  private CloudEvent event(String type, Instant at, Object data) {
    return codec.event(ids.get().toString(), SOURCE, type, at, data);
  }

  private Message message(String topic, String key, CloudEvent event, @Nullable AlertEvent alert) {
    ProducerRecord<String, byte[]> written = codec.write(topic, key, event);
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : written.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return new Message(topic, key, headers, written.value(), alert);
  }
}
