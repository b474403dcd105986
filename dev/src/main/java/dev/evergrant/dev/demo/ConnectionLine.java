package dev.evergrant.dev.demo;

import dev.evergrant.contracts.TokenUpdate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection's newest state, as a page may have it: without any access token, sealed or not.
 *
 * @param readable whether there is an access token for the demo's subscriber
 * @param alert the last one about it, where there has been any
 */
record ConnectionLine(
    String connection,
    String environment,
    String subject,
    String status,
    @Nullable String reason,
    long version,
    @Nullable String scope,
    @Nullable Instant issuedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant reauthorizeBy,
    boolean readable,
    @Nullable AlertLine alert) {

  static ConnectionLine of(TokenUpdate update, String subscriber, @Nullable AlertLine alert) {
    return new ConnectionLine(
        update.connection(),
        update.environment(),
        update.subject(),
        update.status(),
        update.reason(),
        update.version(),
        update.scope(),
        update.issuedAt(),
        update.expiresAt(),
        update.reauthorizeBy(),
        update.accessTokens().containsKey(subscriber),
        alert);
  }
}
