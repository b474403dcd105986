package dev.evergrant.worker.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a delivery that failed is tried again. */
final class Backoff {
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration LEAST_WHERE_ASKED = Duration.ofSeconds(1);

  private Backoff() {}

  /**
   * Doubles with each failure, from {@link #SHORTEST} to {@link #LONGEST}; its upper half is left
   * to chance, so that many that failed together do not come back together.
   *
   * @param failures this one among them
   * @param chance in [0, 1)
   */
  static Duration after(int failures, double chance) {
    // Twice the shortest, doubled ten times, is beyond the longest.
    Duration most = SHORTEST.multipliedBy(1L << Math.clamp(failures, 1, 10));
    long half = (most.compareTo(LONGEST) < 0 ? most : LONGEST).toMillis() / 2;
    return Duration.ofMillis(half + (long) (half * chance));
  }

  /** What the target asks for, if it does; never nothing at all, whatever it asks for. */
  static Duration after(int failures, @Nullable Duration asked, double chance) {
    if (asked == null) {
      return after(failures, chance);
    }
    return asked.compareTo(LEAST_WHERE_ASKED) < 0 ? LEAST_WHERE_ASKED : asked;
  }
}
