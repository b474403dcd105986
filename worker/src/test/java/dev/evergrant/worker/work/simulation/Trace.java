package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last steps of one connection. A run is first made without it, as fast as it goes; if it
 * fails, it is made again, step by step the same, and then it is written down.
 */
final class Trace {
  private static final int KEPT = 30;

  private final @Nullable ConnectionId of;
  private final Timeline timeline;
  private final Deque<String> steps = new ArrayDeque<>();

  Trace(@Nullable ConnectionId of, Timeline timeline) {
    this.of = of;
    this.timeline = timeline;
  }

  void note(ConnectionId connection, Supplier<String> what) {
    if (connection.equals(of)) {
      add(what);
    }
  }

  /** Of everybody. */
  void note(Supplier<String> what) {
    if (of != null) {
      add(what);
    }
  }

  private void add(Supplier<String> what) {
    if (steps.size() == KEPT) {
      steps.remove();
    }
    steps.add("%10d  %s  %s".formatted(timeline.steps(), timeline.now(), what.get()));
  }

  List<String> steps() {
    return List.copyOf(steps);
  }
}
