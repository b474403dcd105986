package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The promise about refusals, counted independently of the core: once a worker has heard ten
 * connections of an app environment refused within five minutes, and three of ten that were
 * answered, it gives none up.
 */
final class HeardRefusals {
  /** The core counts in steps of ten seconds, so its five minutes may be that much shorter. */
  private static final long WINDOW = Duration.ofSeconds(280).toMillis();

  /** A decision is committed that much later at most, or its worker was cut off for longer. */
  private static final long KEPT = Duration.ofMinutes(20).toMillis();

  private final Timeline timeline;
  private final Map<Integer, Deque<Heard>> byWorker = new HashMap<>();

  private record Heard(long at, ConnectionId connection, boolean refused) {}

  HeardRefusals(Timeline timeline) {
    this.timeline = timeline;
  }

  /** A connection counts with its first refusal, unless it has another reason, as doubt is one. */
  void note(Machine machine, Due due, Reply reply) {
    Due.Past past = due.claim().past();
    boolean refused =
        reply instanceof Reply.Refused && past.doubtSince() == null && past.refusals() == 0;
    if (due instanceof Due.Refresh && (refused || reply instanceof Reply.Issued)) {
      Deque<Heard> heard = byWorker.computeIfAbsent(machine.number, _ -> new ArrayDeque<>());
      heard.add(new Heard(timeline.millis(), due.connection(), refused));
      while (!heard.isEmpty() && heard.getFirst().at() < timeline.millis() - KEPT) {
        heard.removeFirst();
      }
    }
  }

  /** After a pause they are counted from nothing. */
  void restart(String environment) {
    byWorker
        .values()
        .forEach(
            heard -> heard.removeIf(one -> one.connection().environment().equals(environment)));
  }

  /** Whether a worker had heard so many refusals by then that it had to believe none. */
  boolean areUnusual(Machine machine, String environment, Instant at) {
    long then = timeline.millisAt(at);
    Set<ConnectionId> refused = new HashSet<>();
    int issued = 0;
    for (Heard one : byWorker.getOrDefault(machine.number, new ArrayDeque<>())) {
      boolean counts = one.at() >= then - WINDOW && one.at() < then;
      if (counts && one.connection().environment().equals(environment)) {
        if (one.refused()) {
          refused.add(one.connection());
        } else {
          issued++;
        }
      }
    }
    return refused.size() >= 10 && refused.size() >= 0.3 * (refused.size() + issued);
  }
}
