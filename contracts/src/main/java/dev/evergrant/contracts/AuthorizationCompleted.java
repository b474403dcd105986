package dev.evergrant.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A user has authorized an app, and here is the one-time code.
 *
 * @param app the app's configured name
 * @param environment {@code production} or {@code development}; if absent it follows from {@code
 *     state}, then from {@code redirectUri}
 * @param subject the frontend's own stable id of whoever authorized
 * @param code the authorization code; either it or {@code sealedCode} is there
 * @param sealedCode a JWE of <code>{"code","codeVerifier"}</code> to the worker's public key
 * @param redirectUri exactly as in the authorization request (RFC 6749 §4.1.3)
 * @param state exactly as in the authorization request
 * @param codeVerifier of PKCE (RFC 7636 §4.5)
 * @param scope what was asked for, space-separated
 * @param user the person, where the frontend knows
 */
public record AuthorizationCompleted(
    String app,
    @Nullable String environment,
    String subject,
    @Nullable String code,
    @Nullable String sealedCode,
    String redirectUri,
    @Nullable String state,
    @Nullable String codeVerifier,
    @Nullable String scope,
    @Nullable User user) {

  /** Leaves code and verifier out. */
  @Override
  public String toString() {
    return "AuthorizationCompleted[" + app + "/" + environment + "/" + subject + "]";
  }
}
