package dev.evergrant.campaign.crash;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of a machine that is set wrong, in place of the worker's own. */
public final class SkewedClock {
  private static volatile Duration skew = Duration.ZERO;

  private SkewedClock() {}

  static void set(Duration value) {
    skew = value;
  }

  /** In place of {@code Instant.now()}. */
  public static Instant now() {
    return Instant.now().plus(skew);
  }

  /** In place of {@code System.currentTimeMillis()}. */
  public static long currentTimeMillis() {
    return now().toEpochMilli();
  }

  /** In place of {@code InstantSource.system()}. */
  public static InstantSource system() {
    return SkewedClock::now;
  }
}
