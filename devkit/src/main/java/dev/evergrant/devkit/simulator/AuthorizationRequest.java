package dev.evergrant.devkit.simulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user sent here by an app, to consent.
 *
 * @param state given back as it came; null where there was none
 * @param challenge the S256 challenge; null without PKCE
 */
record AuthorizationRequest(
    AppCredentials app,
    String redirectUri,
    String scope,
    @Nullable String state,
    @Nullable String challenge) {

  /** What became of reading a request. */
  sealed interface Reading {
    record Accepted(AuthorizationRequest request) implements Reading {}

    /** Told to the app, on the way back. */
    record Rejected(String redirectUri, String error, @Nullable String state) implements Reading {

      String location() {
        return AuthorizationRequest.location(redirectUri, "error", error, state);
      }
    }

    /** Told to the user, because it is not certain that the app is the one it says it is. */
    record Distrusted(String reason) implements Reading {}
  }

  static Reading read(Form form, Settings settings) {
    AppCredentials app = settings.app(form.text("client_id")).orElse(null);
    if (app == null) {
      return new Reading.Distrusted("There is no application with this client id.");
    }
    String redirectUri = form.text("redirect_uri");
    if (!app.redirectUris().contains(redirectUri)) {
      return new Reading.Distrusted("The redirect URI is not registered for this application.");
    }
    String state = form.get("state").orElse(null);
    String error = error(form, app);
    return error == null
        ? new Reading.Accepted(
            new AuthorizationRequest(
                app,
                redirectUri,
                form.text("scope"),
                state,
                form.get("code_challenge").orElse(null)))
        : new Reading.Rejected(redirectUri, error, state);
  }

  /** Where the browser goes with the user's consent. */
  String accepted(String code) {
    return location(redirectUri, "code", code, state);
  }

  /** Where the browser goes without it. */
  String rejected(String error) {
    return location(redirectUri, "error", error, state);
  }

  /** The single scopes of a space-separated list; the empty one for an empty list. */
  static List<String> scopes(String scope) {
    return List.of(scope.strip().split(" +", -1));
  }

  private static @Nullable String error(Form form, AppCredentials app) {
    if (!form.repeated().isEmpty() || form.get("response_type").isEmpty()) {
      return "invalid_request";
    }
    if (!form.text("response_type").equals("code")) {
      return "unsupported_response_type";
    }
    if (!app.scopes().containsAll(scopes(form.text("scope")))) {
      return "invalid_scope";
    }
    boolean challenged = form.get("code_challenge").isPresent();
    boolean s256 = form.text("code_challenge_method").equals("S256");
    return challenged == s256 ? null : "invalid_request";
  }

  private static String location(
      String redirectUri, String name, String value, @Nullable String state) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(name, value);
    if (state != null) {
      parameters.put("state", state);
    }
    var location = new StringBuilder(redirectUri);
    char separator = redirectUri.indexOf('?') < 0 ? '?' : '&';
    for (var parameter : parameters.entrySet()) {
      location
          .append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
      separator = '&';
    }
    return location.toString();
  }
}
