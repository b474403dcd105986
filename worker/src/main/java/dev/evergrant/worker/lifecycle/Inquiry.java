package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a provider is asked who is behind a connection. */
public final class Inquiry {
  /** Organizations may be renamed at the provider, and the development rule goes by their names. */
  public static final Duration LOOK_AGAIN = Duration.ofDays(7);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** With the waits above it takes about a day to fail so often. */
  static final int MOST_FAILURES = 32;

  private Inquiry() {}

  /**
   * Whether the provider can tell what is lacking: the organization, or any name of the person. One
   * that is known by id or address needs no other name.
   *
   * @param how the provider tells it; null where it does not
   */
  public static boolean isWorthwhile(@Nullable Identity how, User known) {
    if (how == null) {
      return false;
    }
    Identity.Pointers tells = how.pointers();
    boolean nameless = known.id() == null && known.email() == null;
    return (known.organization() == null && tells.organization() != null)
        || (nameless && (tells.id() != null || tells.email() != null));
  }

  /**
   * When to look again after an answer, or after giving up; null for not before the next consent.
   */
  public static @Nullable Duration again(ConnectionId connection) {
    return connection.environment().equals("development") ? LOOK_AGAIN : null;
  }

  /**
   * How long to wait after a call that came to nothing; null if that has gone on for a day.
   *
   * @param failures in a row, this one not counted
   * @param retryAfter what the provider asked for, if it did
   * @param chance in [0, 1), spreads retries
   */
  public static @Nullable Duration retry(
      int failures, @Nullable Duration retryAfter, double chance) {
    if (failures >= MOST_FAILURES) {
      return null;
    }
    Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(failures, 16));
    Duration most = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    Duration wait = Duration.ofMillis((long) (most.toMillis() * (0.75 + chance / 2)));
    return retryAfter == null || retryAfter.compareTo(wait) < 0 ? wait : retryAfter;
  }
}
