package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.evergrant.contracts.TokenUpdate;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The buttons beside a connection. Each answers with {@code ok} and a {@code message}. */
final class Actions {
  private static final Logger log = LoggerFactory.getLogger(Actions.class);

  private final Board board;
  private final Publisher publisher;
  private final TryToken tryToken;
  private final SameOrigin sameOrigin;

  Actions(Board board, Publisher publisher, TryToken tryToken, SameOrigin sameOrigin) {
    this.board = board;
    this.publisher = publisher;
    this.tryToken = tryToken;
    this.sameOrigin = sameOrigin;
  }

  /** Uses the newest access token, as a downstream service would. */
  HttpHandler tryToken() {
    return on(tryToken::of);
  }

  /** Says that the user no longer wants the app to act for them. */
  HttpHandler withdraw() {
    return on(
        connection -> {
          publisher.withdrawn(connection);
          return done("Withdrawn. Evergrant will say so to everybody.");
        });
  }

  /** Says that the API did not take the newest access token. */
  HttpHandler reject() {
    return on(
        connection -> {
          publisher.rejected(connection);
          return done(
              "Reported. A new token comes as soon as the provider issues one to this user"
                  + " again.");
        });
  }

  private HttpHandler on(Function<TokenUpdate, Object> action) {
    return exchange -> {
      if (!sameOrigin.allows(exchange.getRequestHeaders())) {
        failed(exchange, 403, "Only the demo's own page may do this.");
        return;
      }
      Optional<TokenUpdate> connection =
          Query.of(exchange).get("connection").flatMap(board::newest);
      if (connection.isEmpty()) {
        failed(exchange, 404, "There is no such connection.");
        return;
      }
      try {
        Responses.json(exchange, 200, action.apply(connection.get()));
      } catch (KafkaException problem) {
        log.error("An event about {} was not published", connection.get().connection(), problem);
        failed(exchange, 503, "Kafka did not take the event; try again.");
      }
    };
  }

  private static Object done(String message) {
    return Map.of("ok", true, "message", message);
  }

  private static void failed(HttpExchange exchange, int status, String message) throws IOException {
    Responses.json(exchange, status, Map.of("ok", false, "message", message));
  }
}
