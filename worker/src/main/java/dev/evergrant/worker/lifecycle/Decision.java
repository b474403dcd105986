package dev.evergrant.worker.lifecycle;

import java.time.Instant;

/** What follows from a reply. */
public sealed interface Decision {

  /** Tokens are there: the connection's next version. */
  record Store(TokenSet tokens) implements Decision {}

  /**
   * It is over. A refused code leaves the tokens of an existing connection alone; a refused refresh
   * token ends its connection.
   *
   * @param reason why a connection ends; for a grant, {@link Reason#LOST_IN_FLIGHT} or {@link
   *     Reason#PROVIDER_REVOKED}
   * @param error the provider's error code
   */
  record End(Reason reason, String error) implements Decision {}

  /**
   * Not now.
   *
   * @param dueAt when to ask again
   * @param inDoubt whether an attempt may have reached the provider
   * @param failures the new count; unchanged where the connection is not to blame
   * @param problem for people
   */
  record Later(Instant dueAt, boolean inDoubt, int failures, String problem) implements Decision {}

  /**
   * The provider has refused a refresh token and is not believed yet: nothing ends.
   *
   * @param later when to ask again
   * @param unusual so many are refused that the provider is to be asked about few until it is
   *     itself again
   */
  record Hold(Later later, boolean unusual) implements Decision {}
}
