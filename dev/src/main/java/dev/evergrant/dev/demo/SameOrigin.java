package dev.evergrant.dev.demo;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Locale;

/**
 * Whether a request that changes something comes from our own page. Every browser says so in {@code
 * Sec-Fetch-Site} or, if it is old, in {@code Origin}, and no page can forge either. A request
 * without both comes from no browser, so nobody's browser was tricked into it.
 */
record SameOrigin(String publicOrigin) {

  static SameOrigin of(URI publicUrl) {
    return new SameOrigin(publicUrl.getScheme() + "://" + publicUrl.getRawAuthority());
  }

  boolean allows(Headers request) {
    String site = request.getFirst("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = request.getFirst("Origin");
    return origin == null || origin.toLowerCase(Locale.ROOT).equals(publicOrigin);
  }
}
