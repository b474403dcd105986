package dev.evergrant.worker.work.simulation;

/** What an ended connection or grant comes to, judged by what the provider knows. */
enum Ending {
  /** A code whose answer was lost: nothing can be done. */
  W1,
  /** A single-use refresh token whose answer was lost: nothing can be done. */
  W2,
  /** As W2, but the provider has a grace, and nobody got through to it in time. */
  W2_GRACE_MISSED,
  /**
   * A single-use refresh token that was asked about once more, because its access token had ended,
   * while the worker that had its answer stood still.
   */
  HELD_TOO_LONG,
  /** A live refresh token, refused in an incident that too few connections noticed. */
  BELIEVED_LIE,
  /** The user withdrew or left. */
  WANTED,
  /** Its time was up. */
  EXPIRED,
  /** A code that could not be sent in time. */
  CODE_EXPIRED,
  /** A code that the provider refused for no reason; only that one grant is lost. */
  CODE_REFUSED
}
