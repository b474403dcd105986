package dev.evergrant.worker.lifecycle;

import org.jspecify.annotations.Nullable;

/** What a provider can be asked; each spends a secret, and holds all that its request needs. */
public sealed interface Question {

  /** Code for tokens (RFC 6749 §4.1.3). */
  record Exchange(Secret code, String redirectUri, @Nullable Secret codeVerifier)
      implements Question {}

  /** Refresh token for tokens (RFC 6749 §6). */
  record Refresh(Secret refreshToken) implements Question {}
}
