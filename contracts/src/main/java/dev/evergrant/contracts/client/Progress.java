package dev.evergrant.contracts.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a reader has come in one telling of a topic, by the ends that it has asked for and the
 * places that it has reached. For one thread.
 *
 * <p>A compacted topic keeps a tombstone for a while only ({@code delete.retention.ms}). Whoever
 * was away for longer may have missed one without a trace, and has to read from the beginning.
 */
final class Progress {
  private final Duration tombstonesLast;
  private final Map<TopicPartition, Long> places;
  private Map<TopicPartition, Long> ends;
  private Instant askedAt;

  /** When everything was known that there was. */
  private Instant completeAsOf;

  /** Reading begins at the beginnings, towards the ends as they were at a time. */
  Progress(
      Duration tombstonesLast,
      Map<TopicPartition, Long> beginnings,
      Map<TopicPartition, Long> ends,
      Instant now) {
    this.tombstonesLast = tombstonesLast;
    this.places = new HashMap<>(beginnings);
    this.ends = Map.copyOf(ends);
    this.askedAt = now;
    this.completeAsOf = now;
  }

  /** Everything before this place of a partition has been read. */
  void reached(TopicPartition partition, long place) {
    places.put(partition, place);
  }

  /** Whether the ends are reached. */
  boolean hasArrived() {
    boolean arrived =
        ends.entrySet().stream()
            .allMatch(end -> places.getOrDefault(end.getKey(), 0L) >= end.getValue());
    if (arrived) {
      completeAsOf = askedAt;
    }
    return arrived;
  }

  /**
   * These are the ends now. They are aimed at once the former ones are reached; until then only a
   * lower one counts, as of a topic that lost its newest records.
   */
  void ask(Map<TopicPartition, Long> now, Instant at) {
    if (hasArrived()) {
      ends = Map.copyOf(now);
      askedAt = at;
    } else {
      Map<TopicPartition, Long> lower = new HashMap<>(ends);
      now.forEach((partition, end) -> lower.merge(partition, end, Math::min));
      ends = Map.copyOf(lower);
    }
  }

  /** Whether it is so long since everything was known that a tombstone may be gone by now. */
  boolean mayHaveMissed(Instant now) {
    return now.isAfter(completeAsOf.plus(tombstonesLast));
  }
}
