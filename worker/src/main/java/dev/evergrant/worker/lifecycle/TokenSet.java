package dev.evergrant.worker.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one answer of the token endpoint brought, and when it must be renewed.
 *
 * @param refreshToken absent where the provider issues none: then the connection ends with its
 *     access token
 * @param scope what the tokens allow, where anybody said
 * @param issuedAt when the request that brought it was sent
 * @param expiresAt when the access token ends, less a small margin
 * @param dueAt the soft target: when it should be refreshed
 * @param floorAt the hard floor: from when on its refresh goes before all that is not so near death
 * @param reauthorizeBy when only the user can keep the connection alive, where that is known
 */
public record TokenSet(
    Secret accessToken,
    @Nullable Secret refreshToken,
    String tokenType,
    @Nullable String scope,
    Instant issuedAt,
    Instant expiresAt,
    Instant dueAt,
    Instant floorAt,
    @Nullable Instant reauthorizeBy) {

  /**
   * The same tokens, whose end is known to be then: at that moment the provider is asked whether it
   * has come, unless that is due sooner anyway.
   */
  public TokenSet endingAt(@Nullable Instant end) {
    Instant due = end != null && end.isAfter(issuedAt) && end.isBefore(dueAt) ? end : dueAt;
    return new TokenSet(
        accessToken, refreshToken, tokenType, scope, issuedAt, expiresAt, due, floorAt, end);
  }
}
