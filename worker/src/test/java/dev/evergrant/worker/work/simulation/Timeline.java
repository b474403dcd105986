package dev.evergrant.worker.work.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, in its order. One thread, no waiting; a step is one event. */
final class Timeline {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(long at, long number, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long scheduled;
  private long steps;

  /** Milliseconds since the beginning. */
  long millis() {
    return now;
  }

  Instant now() {
    return START.plusMillis(now);
  }

  long millisAt(Instant time) {
    return time.toEpochMilli() - START.toEpochMilli();
  }

  long steps() {
    return steps;
  }

  /** In the past means now; of events at one time, the one that was scheduled first goes first. */
  void at(long millis, Runnable task) {
    events.add(new Event(Math.max(now, millis), scheduled++, task));
  }

  void in(long millis, Runnable task) {
    at(now + millis, task);
  }

  /** Runs the next event if it comes before that time; otherwise that time has come. */
  boolean step(long until) {
    Event next = events.peek();
    if (next == null || next.at() > until) {
      now = Math.max(now, until);
      return false;
    }
    events.remove();
    now = next.at();
    steps++;
    next.task().run();
    return true;
  }
}
