package dev.evergrant.devkit.patience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition instead of for a time. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Eventually() {}

  /** Fails with an {@link AssertionError} for as long as something does not hold. */
  @FunctionalInterface
  public interface Assertion {
    void check() throws Exception;
  }

  /** Tries an assertion until it holds; fails with its last error when patience ends. */
  public static void eventually(Assertion assertion) {
    eventually(PATIENCE, assertion);
  }

  /** The same with another patience than a minute. */
  public static void eventually(Duration patience, Assertion assertion) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        assertion.check();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      } catch (Exception problem) {
        throw new AssertionError("The condition itself failed", problem);
      }
    }
  }
}
