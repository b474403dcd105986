package dev.evergrant.campaign.check;

/**
 * A connection or grant that ended though neither its user nor its provider wanted that.
 *
 * @param what the connection and its version, or the grant
 * @param reported the reason that people were told
 * @param why in a sentence
 */
public record Loss(Kind kind, String what, String reported, String why) {

  /** Failure model, section 1. */
  public enum Kind {
    /** Between the provider's commit and our durable write, of a code. */
    W1,
    /** The same of a refresh token. */
    W2,
    /** Anything else. */
    SELF_INFLICTED
  }
}
