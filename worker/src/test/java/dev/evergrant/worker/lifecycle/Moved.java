package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The same thing at another time. */
final class Moved {
  private Moved() {}

  static Due.Refresh by(Duration later, Due.Refresh due) {
    Due.Claim claim = due.claim();
    return new Due.Refresh(
        new Due.Claim(
            claim.attempt(),
            claim.at().plus(later),
            claim.nanos(),
            new Due.Past(
                by(later, claim.past().doubtSince()),
                claim.past().holder(),
                claim.failures(),
                claim.past().refusals()),
            claim.probe()),
        due.connection(),
        due.version(),
        new Consent(
            due.consent().provider(),
            due.consent().user(),
            due.consent().scope(),
            due.consent().authorizedAt().plus(later)),
        due.refreshToken(),
        due.trying(),
        due.scope(),
        due.issuedAt().plus(later),
        due.expiresAt().plus(later),
        by(later, due.reauthorizeBy()));
  }

  /** The same work after another past. */
  static Due.Refresh after(Due.Past past, Due.Refresh due) {
    Due.Claim claim = due.claim();
    return new Due.Refresh(
        new Due.Claim(claim.attempt(), claim.at(), claim.nanos(), past, claim.probe()),
        due.connection(),
        due.version(),
        due.consent(),
        due.refreshToken(),
        due.trying(),
        due.scope(),
        due.issuedAt(),
        due.expiresAt(),
        due.reauthorizeBy());
  }

  static Decision by(Duration later, Decision decision) {
    return switch (decision) {
      case Decision.Store(TokenSet tokens) ->
          new Decision.Store(
              new TokenSet(
                  tokens.accessToken(),
                  tokens.refreshToken(),
                  tokens.tokenType(),
                  tokens.scope(),
                  tokens.issuedAt().plus(later),
                  tokens.expiresAt().plus(later),
                  tokens.dueAt().plus(later),
                  tokens.floorAt().plus(later),
                  by(later, tokens.reauthorizeBy())));
      case Decision.End end -> end;
      case Decision.Later(Instant dueAt, boolean inDoubt, int failures, String problem) ->
          new Decision.Later(dueAt.plus(later), inDoubt, failures, problem);
      case Decision.Hold(Decision.Later held, boolean unusual) ->
          new Decision.Hold((Decision.Later) by(later, held), unusual);
    };
  }

  private static @Nullable Instant by(Duration later, @Nullable Instant time) {
    return time == null ? null : time.plus(later);
  }
}
