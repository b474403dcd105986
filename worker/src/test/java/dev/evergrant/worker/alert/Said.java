package dev.evergrant.worker.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as whoever follows the topics reads it; a tombstone has nothing but its key.
 *
 * @param id the event's
 * @param at the event's time
 * @param data an alert or a token update
 */
record Said(
    String topic, String key, @Nullable String id, @Nullable Instant at, @Nullable Object data) {
  private static final CloudEventCodec CODEC = new CloudEventCodec(1 << 20);

  static Said of(Message message) {
    var headers = new RecordHeaders();
    message.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    return of(message.topic(), requireNonNull(message.key()), headers, message.payload());
  }

  static Said of(String topic, String key, Headers headers, byte @Nullable [] payload) {
    if (payload == null) {
      return new Said(topic, key, null, null, null);
    }
    try {
      CloudEvent event = CODEC.read(headers, payload);
      Object data =
          event.type().startsWith("dev.evergrant.token.")
              ? CODEC.data(event, TokenUpdate.class)
              : CODEC.data(event, Alert.class);
      return new Said(topic, key, event.id(), event.time(), data);
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }
}
