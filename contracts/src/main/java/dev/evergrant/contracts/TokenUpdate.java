package dev.evergrant.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection's whole state, so that the newest record of a key is enough.
 *
 * @param version rises by one with every update of the connection; an older one is to be dropped
 * @param status {@code active} or {@code revoked}
 * @param reason why it is revoked: {@code user_disconnected}, {@code provider_revoked}, {@code
 *     development_expired}, {@code refresh_token_expired}, {@code lost_in_flight} or {@code
 *     operator_revoked}
 * @param expiresAt when the access token ends
 * @param reauthorizeBy when only a person can keep the connection alive, if that is known
 * @param accessTokens by subscriber, the access token as a compact JWE to that subscriber's key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenUpdate(
    String connection,
    String app,
    String environment,
    String subject,
    String provider,
    String status,
    long version,
    @Nullable String reason,
    @Nullable String scope,
    @Nullable String tokenType,
    @Nullable Instant issuedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant reauthorizeBy,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> accessTokens) {}
