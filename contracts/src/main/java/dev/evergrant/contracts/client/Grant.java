package dev.evergrant.contracts.client;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.User;
import org.jspecify.annotations.Nullable;

/**
 * A user's authorization, as the frontend's callback has it. Immutable; begin with {@link #of} and
 * add what is known.
 *
 * @param app the app's configured name
 * @param subject the frontend's own stable id of whoever authorized
 * @param code the one-time code of the redirect
 * @param redirectUri exactly as in the authorization request (RFC 6749 §4.1.3)
 * @param environment {@code production} or {@code development}; if absent it follows from {@code
 *     state}, then from {@code redirectUri}
 * @param state exactly as in the authorization request, where it selects the environment
 * @param codeVerifier of PKCE (RFC 7636 §4.5)
 * @param scope what was asked for, space-separated
 * @param user the person, where the frontend knows
 */
public record Grant(
    String app,
    String subject,
    String code,
    String redirectUri,
    @Nullable String environment,
    @Nullable String state,
    @Nullable String codeVerifier,
    @Nullable String scope,
    @Nullable User user) {

  /** What every grant has. */
  public static Grant of(String app, String subject, String code, String redirectUri) {
    return new Grant(app, subject, code, redirectUri, null, null, null, null, null);
  }

  public Grant withEnvironment(String environment) {
    return new Grant(
        app, subject, code, redirectUri, environment, state, codeVerifier, scope, user);
  }

  public Grant withState(String state) {
    return new Grant(
        app, subject, code, redirectUri, environment, state, codeVerifier, scope, user);
  }

  public Grant withCodeVerifier(String codeVerifier) {
    return new Grant(
        app, subject, code, redirectUri, environment, state, codeVerifier, scope, user);
  }

  public Grant withScope(String scope) {
    return new Grant(
        app, subject, code, redirectUri, environment, state, codeVerifier, scope, user);
  }

  public Grant withUser(User user) {
    return new Grant(
        app, subject, code, redirectUri, environment, state, codeVerifier, scope, user);
  }

  /** The event, readable by whoever may read the topic. */
  AuthorizationCompleted plain() {
    return new AuthorizationCompleted(
        app, environment, subject, code, null, redirectUri, state, codeVerifier, scope, user);
  }

  /** The event without code and verifier, which the worker alone finds in the JWE. */
  AuthorizationCompleted sealed(String jwe) {
    return new AuthorizationCompleted(
        app, environment, subject, null, jwe, redirectUri, state, null, scope, user);
  }

  /** Leaves code and verifier out. */
  @Override
  public String toString() {
    return "Grant[" + app + "/" + (environment == null ? "" : environment) + "/" + subject + "]";
  }
}
