package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.AuthorizeUrl;
import dev.evergrant.worker.lifecycle.Credentials;
import java.io.IOException;
import java.net.URI;

/** {@code GET /connect}: sends a user to the provider, with a state of the session and PKCE. */
final class Connect implements HttpHandler {
  private static final int LONGEST_SUBJECT = 200;

  private final App app;
  private final URI publicUrl;
  private final String redirectUri;
  private final PendingAuthorizations pending;
  private final Nonces nonces;

  Connect(
      App app, URI publicUrl, String redirectUri, PendingAuthorizations pending, Nonces nonces) {
    this.app = app;
    this.publicUrl = publicUrl;
    this.redirectUri = redirectUri;
    this.pending = pending;
    this.nonces = nonces;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (!isAtPublicHost(exchange)) {
      // The provider will send the browser back to the public host, where it has another cookie.
      String query = exchange.getRequestURI().getRawQuery();
      Responses.redirect(exchange, publicUrl.resolve("/connect?" + query).toString());
      return;
    }
    Query query = Query.of(exchange);
    Credentials credentials = query.get("environment").map(app.credentials()::get).orElse(null);
    String subject = query.get("subject").map(String::strip).orElse("");
    if (credentials == null) {
      Responses.redirect(exchange, "/?message=no-environment");
    } else if (!isSubject(subject)) {
      Responses.redirect(exchange, "/?message=no-subject");
    } else {
      String session = SessionCookie.read(exchange.getRequestHeaders()).orElseGet(nonces::next);
      SessionCookie.write(
          exchange.getResponseHeaders(), session, "https".equals(publicUrl.getScheme()));
      var begun = pending.begin(session, credentials.environment(), subject);
      Responses.redirect(
          exchange,
          AuthorizeUrl.of(app, credentials, begun.state(), redirectUri)
              + "&code_challenge="
              + begun.pending().challenge()
              + "&code_challenge_method=S256"
              + hint(subject));
    }
  }

  private boolean isAtPublicHost(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host == null || host.replaceFirst(":\\d+$", "").equalsIgnoreCase(publicUrl.getHost());
  }

  /**
   * Saves people whose id is their address from typing it again; the provider decides who it is.
   */
  private static String hint(String subject) {
    return subject.indexOf('@') > 0 ? "&login_hint=" + Query.encode(subject) : "";
  }

  /** As the contract has it: one line of some length. */
  private static boolean isSubject(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_SUBJECT
        && text.chars().noneMatch(Character::isISOControl);
  }
}
