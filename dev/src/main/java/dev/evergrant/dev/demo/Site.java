package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The page and what belongs to it. The policy lets it load and run nothing but its own files.
 *
 * @param providerOrigin where the form that connects may lead to, by a redirect
 */
record Site(String providerOrigin) {

  static Site of(URI authorizeUrl) {
    return new Site(authorizeUrl.getScheme() + "://" + authorizeUrl.getRawAuthority());
  }

  HttpHandler file(String name, String contentType) {
    byte[] bytes = read(name);
    return exchange -> {
      protect(exchange);
      Responses.send(exchange, 200, contentType, bytes);
    };
  }

  /** A page that handlers answer with. */
  static String page(String name) {
    return new String(read(name), StandardCharsets.UTF_8);
  }

  private void protect(HttpExchange exchange) {
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
                + " 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "
                + providerOrigin);
  }

  private static byte[] read(String name) {
    try (InputStream in = Site.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing.");
      }
      return in.readAllBytes();
    } catch (IOException problem) {
      throw new UncheckedIOException("The resource " + name + " cannot be read.", problem);
    }
  }
}
