package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /oauth/callback}: where the provider sends users back to. A code is published only if
 * this browser session was sent to fetch it; with any other state nothing happens but an
 * explanation.
 */
final class Callback implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Callback.class);

  private final PendingAuthorizations pendings;
  private final Publisher publisher;
  private final NotStartedHere explanation;

  /**
   * @param explanation the page for whoever comes with a state that is not theirs
   */
  Callback(PendingAuthorizations pendings, Publisher publisher, NotStartedHere explanation) {
    this.pendings = pendings;
    this.publisher = publisher;
    this.explanation = explanation;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Query query = Query.of(exchange);
    Optional<PendingAuthorization> pending =
        SessionCookie.read(exchange.getRequestHeaders())
            .flatMap(session -> query.get("state").flatMap(state -> pendings.take(state, session)));
    if (pending.isEmpty()) {
      Responses.html(exchange, 400, explanation.page(query));
      return;
    }
    Responses.redirect(exchange, next(query, pending.get()));
  }

  private String next(Query query, PendingAuthorization pending) {
    Optional<String> error = query.get("error");
    if (error.isPresent()) {
      return error.get().equals("access_denied")
          ? "/?message=denied"
          : "/?message=refused&error=" + Query.encode(error.get());
    }
    Optional<String> code = query.get("code");
    if (code.isEmpty()) {
      return "/?message=refused";
    }
    try {
      publisher.authorized(pending, code.get());
      return "/#connected";
    } catch (KafkaException problem) {
      log.error("The authorization of {} was not published", pending.subject(), problem);
      return "/?message=not-published";
    }
  }
}
