package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * Before a refused refresh token ends its connection. An end that was expected is believed at once.
 * Any other is not, while something else may explain it: a provider that refuses nearly everybody,
 * an earlier holder who may come back with the tokens, or a slip that is gone a moment later.
 */
final class Verdict {
  /** A refusal is no mint, so the provider's spacing does not matter. */
  static final Duration SECOND_ASKING = Duration.ofSeconds(5);

  private Verdict() {}

  /**
   * Decides.
   *
   * @param unusual whether an unusual share of these credentials' refreshes is refused
   */
  static Decision on(Due.Refresh due, App app, String error, Instant now, boolean unusual) {
    Reason reason = why(due, app, now);
    if (reason.isExpected()) {
      return new Decision.End(reason, error);
    }
    if (unusual) {
      return held(
          due,
          now.plus(Resend.wait(due, app, now, Lifecycle.PROBE_EVERY)),
          "The provider answered " + error + ", as it does to unusually many.",
          true);
    }
    if (Resend.holderMayAnswer(due.claim(), now)) {
      return held(
          due,
          now.plus(Resend.LOOK_EVERY),
          "The provider answered "
              + error
              + ", but the worker that asked before may still come back with the tokens.",
          false);
    }
    if (due.claim().past().refusals() == 0) {
      return held(
          due,
          now.plus(Resend.wait(due, app, now, SECOND_ASKING)),
          "The provider answered " + error + "; it is asked a second time.",
          false);
    }
    return new Decision.End(reason, error);
  }

  /**
   * Expected ends first; then, if the answer to an earlier attempt was lost, or an attempt on its
   * parent was never heard of, that is what killed the token, and the user did nothing.
   */
  static Reason why(Due.Refresh due, App app, Instant now) {
    Reason expected = Horizon.expected(due, app, now);
    if (expected != null) {
      return expected;
    }
    if (due.claim().explainsRefusal()) {
      return Reason.LOST_IN_FLIGHT;
    }
    Duration idle = app.provider().refreshTokenLifetime().idle();
    return idle != null && !now.isBefore(due.issuedAt().plus(idle))
        ? Reason.REFRESH_TOKEN_EXPIRED
        : Reason.PROVIDER_REVOKED;
  }

  private static Decision held(Due.Refresh due, Instant dueAt, String problem, boolean unusual) {
    Due.Claim claim = due.claim();
    return new Decision.Hold(
        new Decision.Later(dueAt, claim.inDoubt(), claim.failures(), problem), unusual);
  }
}
