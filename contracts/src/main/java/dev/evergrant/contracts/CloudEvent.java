package dev.evergrant.contracts;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event, whatever mode it travelled in.
 *
 * @param id unique within its source; the same id and source is the same event
 * @param source a URI reference that names the sender
 * @param type one of {@link EventTypes}
 * @param time when it happened, where the sender says so
 * @param data its JSON data, UTF-8
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents
 *     1.0.2</a>
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as Kafka has them; nobody changes them
public record CloudEvent(
    String id, String source, String type, @Nullable Instant time, byte[] data) {

  /** Compares the data by its bytes. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CloudEvent event
        && id.equals(event.id)
        && source.equals(event.source)
        && type.equals(event.type)
        && Objects.equals(time, event.time)
        && Arrays.equals(data, event.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, source, type, time, Arrays.hashCode(data));
  }

  /** Leaves the data out: an authorization's data holds its code. */
  @Override
  public String toString() {
    return "CloudEvent[" + type + " " + id + " from " + source + "]";
  }
}
