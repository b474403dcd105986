package dev.evergrant.worker.work;

import java.time.Duration;

/**
 * Something to do again and again, in the whole cluster on one worker at a time.
 *
 * @param after how long after the start, so that ticks of one kind do not come all at once
 */
public record Tick(Duration after, Duration every, Runnable task) {

  /** For the first time at the start. */
  public static Tick every(Duration every, Runnable task) {
    return new Tick(Duration.ZERO, every, task);
  }
}
