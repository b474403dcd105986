package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Brings each request to its endpoint, and turns what an endpoint throws into an answer. */
final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  interface Endpoint {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private Routes() {}

  /** This endpoint serves exactly this path. */
  static void exact(HttpServer server, String path, Endpoint endpoint) {
    prefix(
        server,
        path,
        exchange -> {
          if (exchange.getRequestURI().getPath().equals(path)) {
            endpoint.handle(exchange);
          } else {
            Responses.send(exchange, Answer.notFound());
          }
        });
  }

  /** This endpoint serves every path that begins so. */
  static void prefix(HttpServer server, String path, Endpoint endpoint) {
    server.createContext(path, exchange -> serve(exchange, endpoint));
  }

  private static void serve(HttpExchange exchange, Endpoint endpoint) throws IOException {
    try {
      endpoint.handle(exchange);
    } catch (IllegalArgumentException | JacksonException e) {
      Responses.send(
          exchange,
          Answer.json(
              400,
              Map.of(
                  "error",
                  "invalid_request",
                  "error_description",
                  String.valueOf(e.getMessage()))));
    } catch (InterruptedException e) {
      // The simulator is closing; whoever waits for this answer sees the connection close.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("The client of {} is gone", exchange.getRequestURI().getPath(), e);
    } catch (RuntimeException e) {
      log.error("{} failed", exchange.getRequestURI().getPath(), e);
      Responses.send(exchange, Answer.json(500, Map.of("error", "server_error")));
    } finally {
      exchange.close();
    }
  }
}
