package dev.evergrant.worker.lifecycle;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where to send a user who is to authorize an app (RFC 6749 §4.1.1). */
public final class AuthorizeUrl {

  private static final String UNRESERVED = "-._~";

  private AuthorizeUrl() {}

  /**
   * Leads back in such a way that the same credentials are chosen on return: by the state that
   * selects them, if they have one, and by a redirect URI that no other environment has, if there
   * is one. PKCE is left to the frontend, which alone can keep a verifier.
   */
  public static String thatReturns(App app, Credentials credentials) {
    String redirectUri =
        credentials.redirectUris().stream()
            .filter(
                uri ->
                    app.credentials().values().stream()
                            .filter(of -> of.redirectUris().contains(uri))
                            .count()
                        == 1)
            .findFirst()
            .orElseGet(credentials.redirectUris()::getFirst);
    String state = credentials.states().isEmpty() ? null : credentials.states().getFirst();
    return of(app, credentials, state, redirectUri);
  }

  /** Leads back to the credentials' first redirect URI. */
  public static String of(App app, Credentials credentials, @Nullable String state) {
    return of(app, credentials, state, credentials.redirectUris().getFirst());
  }

  /**
   * The complete URL.
   *
   * @param credentials of one of the app's environments
   * @param state comes back with the code; none if null
   * @param redirectUri one of the credentials' own
   */
  public static String of(
      App app, Credentials credentials, @Nullable String state, String redirectUri) {
    String endpoint = app.provider().authorizeUrl().toString();
    var url = new StringBuilder(endpoint);
    // The endpoint's own query must be kept (RFC 6749 §3.1).
    url.append(endpoint.indexOf('?') < 0 ? '?' : '&');
    append(url, "client_id", credentials.clientId());
    append(url.append('&'), "redirect_uri", redirectUri);
    append(url.append('&'), "response_type", "code");
    if (!app.scopes().isEmpty()) {
      append(url.append('&'), "scope", String.join(" ", app.scopes()));
    }
    if (state != null) {
      append(url.append('&'), "state", state);
    }
    return url.toString();
  }

  // URLEncoder writes a space as +, which servers that follow RFC 3986 read as a plus.
  private static void append(StringBuilder url, String name, String value) {
    url.append(name).append('=');
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (octet & 0xFF);
      if (isUnreserved(character)) {
        url.append(character);
      } else {
        url.append('%').append("%02X".formatted((int) character));
      }
    }
  }

  // RFC 3986 §2.3
  private static boolean isUnreserved(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || UNRESERVED.indexOf(character) >= 0;
  }
}
