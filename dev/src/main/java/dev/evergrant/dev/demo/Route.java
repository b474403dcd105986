package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/**
 * One path and one method: the JDK's server matches by prefix, and without this everything unknown
 * would be the page at {@code /}.
 *
 * @param method GET serves HEAD as well
 */
record Route(String method, String path, HttpHandler handler) implements HttpHandler {

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestMethod();
    if (!exchange.getRequestURI().getPath().equals(path)) {
      Responses.text(exchange, 404, "There is no such page.\n");
    } else if (asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"))) {
      handler.handle(exchange);
    } else {
      exchange.getResponseHeaders().set("Allow", method);
      Responses.text(exchange, 405, "This page takes only " + method + ".\n");
    }
  }
}
