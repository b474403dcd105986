package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.work.Fold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One process of a worker, from its start to its death: what it has in its memory. */
final class Machine {
  /** The number that its claims carry. */
  final int number;

  /** Of its monotonic clock, which has nothing to do with anybody else's. */
  private final long nanosAtStart;

  private final Timeline timeline;

  private boolean dead;
  private long pausedUntil;
  private long cutUntil;

  /** What is under way and not committed yet, so that its mints are lost with the process. */
  final Map<Due, Call> calls = new LinkedHashMap<>();

  /** What it is asking about, or has yet to commit, by attempt; as {@code InFlight}. */
  final Map<UUID, Object> inFlight = new LinkedHashMap<>();

  final List<Answered> finished = new ArrayList<>();
  final Fold.Hearing hearing = new Fold.Hearing();
  boolean committing;

  /** A call, and what the provider has issued for it, if it has by now. */
  static final class Call {
    @Nullable Mint mint;
  }

  /** Finished work on its way to being committed. */
  record Answered(Fold.Finished finished, @Nullable Mint mint) {}

  Machine(int number, Timeline timeline, Chance chance) {
    this.number = number;
    this.timeline = timeline;
    this.nanosAtStart = chance.between(-1L << 40, 1L << 50);
  }

  long nanos() {
    return nanosAtStart + timeline.millis() * 1_000_000;
  }

  boolean isAlive() {
    return !dead;
  }

  boolean isRunning() {
    return !dead && timeline.millis() >= pausedUntil;
  }

  boolean reachesDatabase() {
    return timeline.millis() >= cutUntil;
  }

  void pause(long millis) {
    pausedUntil = timeline.millis() + millis;
  }

  void cutOff(long millis) {
    cutUntil = Math.max(cutUntil, timeline.millis() + millis);
  }

  /** What only this process knew is lost with it. */
  void kill() {
    dead = true;
    calls.values().forEach(call -> lost(call.mint));
    finished.forEach(answered -> lost(answered.mint()));
  }

  private void lost(@Nullable Mint mint) {
    if (mint != null) {
      mint.lost(timeline.now());
    }
  }

  /** Does it when the process runs; never if it is dead by then. */
  void in(long millis, Runnable task) {
    timeline.in(millis, () -> whenRunning(task));
  }

  void whenRunning(Runnable task) {
    if (dead) {
      return;
    }
    if (timeline.millis() < pausedUntil) {
      timeline.at(pausedUntil, () -> whenRunning(task));
    } else {
      task.run();
    }
  }

  @Override
  public String toString() {
    return "worker " + number;
  }
}
