package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a token set is to be refreshed. */
final class Schedule {
  private static final Duration LARGEST_MARGIN = Duration.ofSeconds(10);

  private Schedule() {}

  /**
   * Answers travel and clocks differ: a token is treated as dead 1 % of its life early, at most 10
   * s.
   */
  static Duration margin(Duration life) {
    Duration margin = life.dividedBy(100);
    return margin.compareTo(LARGEST_MARGIN) < 0 ? margin : LARGEST_MARGIN;
  }

  /**
   * The soft target: half to nine tenths of the shortest life there is (the access token's, or the
   * refresh token's idle one, so that a connection nobody uses stays alive), but never within the
   * provider's mint spacing.
   */
  static Instant dueAt(ConnectionId connection, Instant issuedAt, Duration life, Profile profile) {
    Duration shortest = shortest(life, profile.refreshTokenLifetime().idle());
    Instant target = issuedAt.plus(share(shortest, 0.5 + 0.4 * spread(connection)));
    Instant spaced = issuedAt.plus(profile.mintSpacing());
    return target.isAfter(spaced) ? target : spaced;
  }

  /** The hard floor: a tenth of the shortest life is left. */
  static Instant floorAt(Instant issuedAt, Duration life, Profile profile) {
    return issuedAt.plus(share(shortest(life, profile.refreshTokenLifetime().idle()), 0.9));
  }

  /** Stable and even in [0, 1): a million tokens issued together do not come due together. */
  static double spread(ConnectionId connection) {
    long hash = 0xcbf29ce484222325L;
    String text = connection.toString();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (double) ((hash ^ (hash >>> 33)) >>> 11) / (1L << 53);
  }

  private static Duration shortest(Duration life, @Nullable Duration other) {
    return other == null || life.compareTo(other) < 0 ? life : other;
  }

  private static Duration share(Duration whole, double part) {
    return Duration.ofMillis((long) (whole.toMillis() * part));
  }
}
