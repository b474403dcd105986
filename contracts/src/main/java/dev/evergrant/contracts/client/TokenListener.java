package dev.evergrant.contracts.client;

import dev.evergrant.contracts.TokenUpdate;
import java.lang.System.Logger.Level;

/**
 * Hears what becomes of connections, in their order, on the cache's own thread: be brief, or hand
 * on. While the cache catches up it hears of what it reads, too. What a method throws is told to
 * {@link #problem} and changes nothing else.
 *
 * <p>The updates come without sealed tokens; {@link TokenCache#accessToken} has them open.
 */
public interface TokenListener {

  /** A user has authorized, for the first time or again. */
  default void issued(TokenUpdate update) {}

  /** There is a newer access token. */
  default void refreshed(TokenUpdate update) {}

  /** The connection has ended; the update's reason says why. */
  default void revoked(TokenUpdate update) {}

  /** The connection is forgotten. */
  default void erased(String connection) {}

  /**
   * Something went wrong that the cache recovers from by itself. Unless overridden it is logged.
   */
  default void problem(Exception problem) {
    System.getLogger(TokenCache.class.getName()).log(Level.WARNING, problem.getMessage(), problem);
  }
}
