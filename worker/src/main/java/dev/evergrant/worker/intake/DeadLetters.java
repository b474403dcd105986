package dev.evergrant.worker.intake;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.Redaction;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Says why a record was not accepted, without repeating what it held: the value keeps only what is
 * known to be no secret, and the key is kept only where it is a connection's name.
 */
final class DeadLetters {
  private static final int LONGEST_KEY = 350;

  private final Redaction redaction;

  DeadLetters(Redaction redaction) {
    this.redaction = redaction;
  }

  Accepted.DeadLetter of(
      ConsumerRecord<String, byte[]> record,
      @Nullable CloudEvent event,
      UnacceptableEvent problem) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("evergrant-reason", problem.getMessage());
    headers.put("evergrant-field", problem.field());
    headers.put("evergrant-topic", record.topic());
    headers.put("evergrant-partition", Integer.toString(record.partition()));
    headers.put("evergrant-offset", Long.toString(record.offset()));
    if (event != null) {
      headers.put("evergrant-event-type", event.type());
      headers.put("evergrant-event-id", event.id());
      headers.put("evergrant-event-source", event.source());
    }
    headers.put("content-type", "application/json");
    byte[] value = event == null ? redaction.redacted(record.value()) : redaction.redacted(event);
    return new Accepted.DeadLetter(
        new Message(Topics.DEAD_LETTERS, key(record.key()), headers, value), problem.field());
  }

  private static @Nullable String key(@Nullable String key) {
    if (key == null || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
      return null;
    }
    try {
      ConnectionId id = ConnectionId.parse(key);
      boolean known =
          id.environment().equals("production") || id.environment().equals("development");
      return known ? key : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
