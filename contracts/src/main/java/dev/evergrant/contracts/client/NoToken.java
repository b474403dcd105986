package dev.evergrant.contracts.client;

/** There is no access token to be had; the message says why and what to do. */
public final class NoToken extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is none. */
  public enum Reason {
    /** Nobody has heard of the connection: its user has to authorize the app. */
    UNKNOWN,
    /** The connection has ended: its user has to authorize again. */
    ENDED,
    /** The token's remaining life is shorter than asked for: a newer one is on its way. */
    EXPIRING,
    /** The subscriber may not read the app's tokens: the worker's configuration says who may. */
    NOT_ALLOWED,
    /** None of the subscriber's keys opens it. */
    NOT_OPENED
  }

  private final Reason reason;

  NoToken(Reason reason, String message) {
    // An expected outcome: no stack trace, so that many of them stay cheap.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why there is none. */
  public Reason reason() {
    return reason;
  }
}
