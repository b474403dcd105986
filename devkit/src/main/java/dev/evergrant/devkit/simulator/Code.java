package dev.evergrant.devkit.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization code, known by its digest only, and what its exchange has to repeat exactly.
 *
 * @param challenge the S256 challenge; null where PKCE was not used
 */
record Code(
    Digest digest, Grant grant, String redirectUri, @Nullable String challenge, Instant issuedAt) {}
