package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link TokenRules} decides. Thread-safe. */
final class TokenIssuer {
  private final ProviderState state;
  private final Secrets secrets;

  /** An answer and the history entry it belongs to. */
  record Reply(long seq, Answer answer) {}

  /**
   * What has been committed; the costly part, signing and writing JSON, happens outside the lock.
   */
  private sealed interface Committed {
    record Refused(Reply reply) implements Committed {}

    record Minted(
        long seq,
        AccessTokens.Claims claims,
        @Nullable String refreshToken,
        Instant at,
        long lifetime)
        implements Committed {}
  }

  TokenIssuer(ProviderState state, Secrets secrets) {
    this.state = state;
    this.secrets = secrets;
  }

  /**
   * Answers a token request. What it changes is in the journal when this returns.
   *
   * @param fault takes part with what it leaves out of the answer; null for none
   */
  Reply answer(Form form, Draft draft, @Nullable Fault fault) {
    boolean rotates = fault == null || fault.kind() != Fault.Kind.NO_REFRESH_TOKEN;
    boolean tellsExpiry = fault == null || fault.kind() != Fault.Kind.NO_EXPIRES_IN;
    String refreshToken = secrets.next();
    Committed committed =
        state.exclusively(access -> commit(access, form, draft, refreshToken, rotates));
    return switch (committed) {
      case Committed.Refused(Reply reply) -> reply;
      case Committed.Minted minted -> new Reply(minted.seq(), tokenSet(minted, tellsExpiry));
    };
  }

  /** Notes a request that a fault answers in the provider's place. */
  long note(Draft draft) {
    return state.exclusively(access -> access.commit(draft, "fault", List.of()));
  }

  /**
   * @param rotates else the presented token stays in force, unless another has replaced it already
   */
  private static Committed commit(
      ProviderState.Access access, Form form, Draft draft, String next, boolean rotates) {
    access.applyDevelopmentRule(presentedGrant(access.ledger(), form).orElse(null));
    Settings settings = access.settings();
    Instant now = access.now();
    return switch (new TokenRules(access.ledger(), settings, now).decide(form)) {
      case Decision.Refuse refuse -> {
        long seq = access.commit(draft.of(refuse.grant()), refuse.error(), refuse.changes());
        yield new Committed.Refused(
            new Reply(
                seq, Answer.oauthError(refuse.status(), refuse.error(), refuse.description())));
      }
      case Decision.Throttle(Grant grant, Duration wait) -> {
        long seq = access.commit(draft.of(grant), "throttled", List.of());
        yield new Committed.Refused(
            new Reply(seq, Answer.throttled(wait, now, RetryAfterForm.SECONDS)));
      }
      case Decision.Issue(Grant grant, RefreshToken presented) -> {
        int number = grant.number + 1;
        boolean replaced = presented != null && presented.replacedAt != null;
        String refreshToken = rotates || replaced ? next : null;
        Digest digest = refreshToken == null ? null : Digest.of(refreshToken);
        var issued =
            new Change.Issued(
                grant.id, number, digest, presented == null ? null : presented.digest, now);
        long seq =
            access.commit(draft.of(grant).number(number).issued(digest), "issued", List.of(issued));
        Instant expiresAt = now.plus(settings.tokenLifetime());
        yield new Committed.Minted(
            seq,
            AccessTokens.Claims.of(grant, number, expiresAt),
            refreshToken,
            now,
            settings.tokenLifetime().toSeconds());
      }
    };
  }

  private static Optional<Grant> presentedGrant(Ledger ledger, Form form) {
    return form.get("code")
        .flatMap(code -> ledger.code(Digest.of(code)))
        .map(Code::grant)
        .or(
            () ->
                form.get("refresh_token")
                    .flatMap(token -> ledger.refreshToken(Digest.of(token)))
                    .map(token -> token.grant));
  }

  /** The fields Outreach documents, in its order. */
  private Answer tokenSet(Committed.Minted minted, boolean tellsExpiry) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", state.accessTokens().sign(minted.claims()));
    body.put("token_type", "Bearer");
    if (tellsExpiry) {
      body.put("expires_in", minted.lifetime());
    }
    if (minted.refreshToken() != null) {
      body.put("refresh_token", minted.refreshToken());
    }
    body.put("scope", minted.claims().scope());
    body.put("created_at", minted.at().getEpochSecond());
    return Answer.json(200, body).with("Cache-Control", "no-store").with("Pragma", "no-cache");
  }
}
