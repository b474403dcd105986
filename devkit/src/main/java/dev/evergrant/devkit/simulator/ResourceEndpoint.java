package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v2/users/me}: the one call of the API that shows whether an access token works.
 */
final class ResourceEndpoint {
  private final ProviderState state;

  ResourceEndpoint(ProviderState state) {
    this.state = state;
  }

  void handle(HttpExchange exchange) throws IOException {
    Instant startedAt = state.clock().instant();
    Answer answer =
        bearer(exchange.getRequestHeaders().getFirst("Authorization"))
            .flatMap(state.accessTokens()::verify)
            .flatMap(claims -> state.exclusively(access -> use(access, claims, startedAt)))
            .orElseGet(
                () ->
                    Answer.apiError(
                            401,
                            "unauthorized",
                            "Unauthorized",
                            "The access token is expired, revoked or unknown.")
                        .with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    Responses.send(exchange, answer);
  }

  private static Optional<String> bearer(@Nullable String header) {
    return Optional.ofNullable(header)
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  private static Optional<Answer> use(
      ProviderState.Access access, AccessTokens.Claims claims, Instant startedAt) {
    Grant grant = access.ledger().grant(claims.grant()).orElse(null);
    if (grant == null) {
      return Optional.empty();
    }
    access.applyDevelopmentRule(grant);
    Draft draft = new Draft("api", startedAt).of(grant).number(claims.number());
    if (!grant.live() || claims.exp() <= access.now().getEpochSecond()) {
      access.commit(draft, "invalid_token", List.of());
      return Optional.empty();
    }
    boolean first = claims.number() > grant.used;
    access.commit(
        draft, "ok", first ? List.of(new Change.Used(grant.id, claims.number())) : List.of());
    return Optional.of(Answer.json(200, me(grant)));
  }

  private static Map<String, Object> me(Grant grant) {
    User user = grant.account.user;
    Map<String, Object> me = new LinkedHashMap<>();
    me.put("id", String.valueOf(user.id()));
    me.put("email", user.email());
    me.put("organization", user.organization());
    me.put("environment", grant.account.environment);
    me.put("scope", grant.scope);
    return me;
  }
}
