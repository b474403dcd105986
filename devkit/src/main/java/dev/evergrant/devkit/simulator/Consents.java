package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a user's consent into an authorization code. Thread-safe. */
final class Consents {
  private final ProviderState state;
  private final Secrets secrets;

  Consents(ProviderState state, Secrets secrets) {
    this.state = state;
    this.secrets = secrets;
  }

  /**
   * Begins a grant. Its code is in the journal, as a digest, when this returns.
   *
   * @return the code
   */
  String grant(AuthorizationRequest request, User user, Instant startedAt) {
    String code = secrets.next();
    Digest digest = Digest.of(code);
    long seq =
        state.exclusively(
            access -> {
              long id = access.ledger().nextGrant();
              var authorized =
                  new Change.Authorized(
                      id,
                      user.email(),
                      request.app().environment(),
                      request.app().clientId(),
                      request.redirectUri(),
                      request.scope(),
                      request.challenge(),
                      digest,
                      access.now());
              Draft draft = draft(request, user, startedAt).grant(id).issued(digest);
              return access.commit(draft, "issued", List.of(authorized));
            });
    state.ended(seq, "full");
    return code;
  }

  /**
   * Notes that there will be no grant.
   *
   * @param user null where nobody signed in
   */
  void refuse(AuthorizationRequest request, @Nullable User user, String error, Instant startedAt) {
    Draft draft = draft(request, user, startedAt);
    state.exclusively(access -> access.commit(draft, error, List.of()));
  }

  private static Draft draft(AuthorizationRequest request, @Nullable User user, Instant startedAt) {
    return new Draft("authorize", startedAt)
        .user(user == null ? null : user.email())
        .environment(request.app().environment());
  }
}
