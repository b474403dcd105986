package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads requests and sends answers, well or badly. */
final class Responses {
  private static final int LARGEST_FORM = 1 << 16;

  private Responses() {}

  static Form query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return Form.parse(query == null ? "" : query);
  }

  /**
   * @throws IllegalArgumentException when it is too large or badly encoded
   */
  static Form form(HttpExchange exchange) throws IOException {
    return Form.parse(body(exchange));
  }

  static String body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_FORM + 1);
    if (body.length > LARGEST_FORM) {
      throw new IllegalArgumentException("the request body is larger than 64 KiB");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = begin(exchange, answer);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Closes the connection without a word. */
  static void drop(HttpExchange exchange) {
    exchange.close();
  }

  /** Announces the whole body, sends half of it and closes the connection. */
  static void truncate(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = begin(exchange, answer);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  /** Sends the body byte by byte, so that all of it takes this long. */
  static void drip(HttpExchange exchange, Answer answer, Duration over)
      throws IOException, InterruptedException {
    byte[] body = begin(exchange, answer);
    Duration pause = over.dividedBy(Math.max(1, body.length));
    for (byte next : body) {
      Thread.sleep(pause);
      exchange.getResponseBody().write(next);
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  /** Sends the head and returns the body that has to follow. */
  private static byte[] begin(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.bytes();
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    return body;
  }
}
