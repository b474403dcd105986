package dev.evergrant.contracts.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition instead of for a time. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Eventually() {}

  /** Tries an assertion until it holds; fails with its last error when patience ends. */
  static void eventually(ThrowingCallable assertion) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      } catch (Throwable problem) {
        throw new AssertionError("The condition itself failed", problem);
      }
    }
  }
}
