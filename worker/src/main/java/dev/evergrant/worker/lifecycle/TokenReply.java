package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer of the token endpoint (RFC 6749 §5.1).
 *
 * @param refreshToken absent where the provider keeps the old one
 * @param expiresIn the access token's life from the request on, where the reply says so
 * @param scope absent where it is the one asked for
 */
public record TokenReply(
    Secret accessToken,
    @Nullable Secret refreshToken,
    String tokenType,
    @Nullable Duration expiresIn,
    @Nullable String scope) {}
