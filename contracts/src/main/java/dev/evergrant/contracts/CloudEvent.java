package dev.evergrant.contracts;

import java.time.Instant;
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
@SuppressWarnings("ArrayRecordComponent") // bytes on their way; two events are never compared
public record CloudEvent(
    String id, String source, String type, @Nullable Instant time, byte[] data) {

  /** Leaves the data out: an authorization's data holds its code. */
  @Override
  public String toString() {
    return "CloudEvent[" + type + " " + id + " from " + source + "]";
  }
}
