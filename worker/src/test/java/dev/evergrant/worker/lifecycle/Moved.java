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
            claim.inDoubt(),
            claim.failures(),
            claim.probe()),
        due.connection(),
        due.version(),
        new Consent(
            due.consent().provider(),
            due.consent().user(),
            due.consent().scope(),
            due.consent().authorizedAt().plus(later)),
        due.refreshToken(),
        due.scope(),
        due.issuedAt().plus(later),
        due.expiresAt().plus(later),
        by(later, due.reauthorizeBy()));
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
    };
  }

  private static @Nullable Instant by(Duration later, @Nullable Instant time) {
    return time == null ? null : time.plus(later);
  }
}
