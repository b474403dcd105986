package dev.evergrant.contracts;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code sealedCode} holds once it is opened: {@code {"code","codeVerifier"}}.
 *
 * @param code the authorization code
 * @param codeVerifier of PKCE (RFC 7636 §4.5)
 */
public record SealedCode(String code, @Nullable String codeVerifier) {

  /** Leaves both out. */
  @Override
  public String toString() {
    return "SealedCode[redacted]";
  }
}
