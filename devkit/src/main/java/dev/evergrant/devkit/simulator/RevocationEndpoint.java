package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /oauth/revoke} (RFC 7009), where the settings have it: ends the whole grant,
 * whichever of its tokens is presented, and answers 200 for unknown tokens too.
 */
final class RevocationEndpoint {
  private final ProviderState state;

  RevocationEndpoint(ProviderState state) {
    this.state = state;
  }

  void handle(HttpExchange exchange) throws IOException {
    Instant startedAt = state.clock().instant();
    Form form = Responses.form(exchange);
    Answer answer =
        state.settings().revocation()
            ? state.exclusively(access -> revoke(access, form, startedAt))
            : Answer.notFound();
    Responses.send(exchange, answer);
  }

  private Answer revoke(ProviderState.Access access, Form form, Instant startedAt) {
    String clientId = form.text("client_id");
    var rules = new TokenRules(access.ledger(), access.settings(), access.now());
    Draft draft = new Draft("revoke", startedAt).presented(form.text("token"));
    if (!rules.authenticated(clientId, form.text("client_secret"))) {
      access.commit(draft, "invalid_client", List.of());
      return Answer.oauthError(401, "invalid_client", "Client authentication failed.");
    }
    if (form.get("token").isEmpty()) {
      access.commit(draft, "invalid_request", List.of());
      return Answer.oauthError(400, "invalid_request", "Missing required parameter: token.");
    }
    Grant grant =
        find(access.ledger(), form.text("token"))
            .filter(found -> found.live() && found.account.clientId.equals(clientId))
            .orElse(null);
    access.commit(
        draft.of(grant),
        "ok",
        grant == null
            ? List.of()
            : List.of(new Change.Revoked(List.of(grant.id), "client_revoked", access.now())));
    return Answer.json(200, Map.of());
  }

  private Optional<Grant> find(Ledger ledger, String token) {
    return ledger
        .refreshToken(Digest.of(token))
        .map(known -> known.grant)
        .or(
            () ->
                state.accessTokens().verify(token).flatMap(claims -> ledger.grant(claims.grant())));
  }
}
