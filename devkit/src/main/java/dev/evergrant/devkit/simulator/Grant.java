package dev.evergrant.devkit.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One consent of one user, from the authorization code to the last token. Guarded by the server's
 * lock.
 */
final class Grant {
  final long id;
  final Account account;
  final String scope;
  final Instant consentAt;

  /** Counts the token sets; 0 until the code has been exchanged. */
  int number;

  /** The newest refresh token, from which the older ones hang. */
  @Nullable RefreshToken newest;

  /** The highest number of an access token that was used at the API. */
  int used;

  /** Under {@code until_new_used}: refresh tokens of a lower number are dead. */
  int floor;

  /** Why it ended; null while it lives. */
  @Nullable String endReason;

  Grant(long id, Account account, String scope, Instant consentAt) {
    this.id = id;
    this.account = account;
    this.scope = scope;
    this.consentAt = consentAt;
  }

  boolean live() {
    return endReason == null;
  }

  boolean exchanged() {
    return number > 0;
  }
}
