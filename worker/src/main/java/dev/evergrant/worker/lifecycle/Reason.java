package dev.evergrant.worker.lifecycle;

/** Why a connection has ended. */
public enum Reason {
  /** The user withdrew the authorization through the frontend. */
  USER_DISCONNECTED("user_disconnected"),
  /** The provider says so, and nothing on our side explains it. */
  PROVIDER_REVOKED("provider_revoked"),
  /** A development grant's time was up. */
  DEVELOPMENT_EXPIRED("development_expired"),
  /** The refresh token's own lifetime was up, or there never was one. */
  REFRESH_TOKEN_EXPIRED("refresh_token_expired"),
  /** The provider's answer to an earlier attempt was lost, and its tokens with it. */
  LOST_IN_FLIGHT("lost_in_flight"),
  /** Somebody who runs Evergrant ended it. */
  OPERATOR_REVOKED("operator_revoked");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** As it is written in events and in the database. */
  public String word() {
    return word;
  }

  /** Whether such an end is known in advance, so that a refusal says nothing new. */
  public boolean isExpected() {
    return switch (this) {
      case DEVELOPMENT_EXPIRED, REFRESH_TOKEN_EXPIRED -> true;
      case LOST_IN_FLIGHT, PROVIDER_REVOKED, USER_DISCONNECTED, OPERATOR_REVOKED -> false;
    };
  }

  /**
   * The reason of that word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Reason of(String word) {
    for (Reason reason : values()) {
      if (reason.word.equals(word)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("No reason is called " + word);
  }
}
