package dev.evergrant.dev.demo;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The browser session: a random name, and nothing else. Scripts cannot read it; it comes along when
 * the provider sends the browser back (a top-level GET, hence {@code Lax}), not with requests that
 * other sites make.
 */
final class SessionCookie {
  static final String NAME = "evergrant_demo_session";

  /** As {@link Nonces} makes them; anything else was not made here. */
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private SessionCookie() {}

  /** The session of a request, if it has one of ours. */
  static Optional<String> read(Headers request) {
    for (String header : request.getOrDefault("Cookie", List.of())) {
      for (String pair : header.split(";", -1)) {
        String[] parts = pair.strip().split("=", 2);
        if (parts.length == 2 && parts[0].equals(NAME) && VALUE.matcher(parts[1]).matches()) {
          return Optional.of(parts[1]);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Gives the browser its session.
   *
   * @param secure whether it is to travel by https only
   */
  static void write(Headers response, String session, boolean secure) {
    response.add(
        "Set-Cookie",
        NAME + "=" + session + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : ""));
  }
}
