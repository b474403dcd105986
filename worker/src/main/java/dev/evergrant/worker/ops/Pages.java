package dev.evergrant.worker.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's HTTP port: {@code /livez}, {@code /readyz}, {@code /metrics}, and whatever else is
 * added before the start. Each request has a virtual thread.
 */
public final class Pages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pages.class);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Takes the port, all interfaces; 0 is any free one.
   *
   * @throws IOException if it is taken
   */
  public Pages(int port) throws IOException {
    // Without it every small answer waits for an acknowledgement that the peer delays.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(threads);
  }

  /** Adds a page whose text is made anew for each request. */
  public Pages add(String path, String contentType, Supplier<Answer> page) {
    return addExactly(path, exchange -> send(exchange, contentType, page.get()));
  }

  /** Adds a handler for a path and none below it, which is only looked at. */
  Pages addExactly(String path, HttpHandler handler) {
    return add(
        path,
        exchange -> {
          String method = exchange.getRequestMethod();
          if (!exchange.getRequestURI().getPath().equals(path)) {
            send(exchange, "text/plain", new Answer(404, "There is no such page.\n"));
          } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, "text/plain", new Answer(405, "This page is only looked at.\n"));
          } else {
            handler.handle(exchange);
          }
        });
  }

  /** Adds a handler for a path and all below it. */
  public Pages add(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            handle(path, handler, exchange);
          }
        });
    return this;
  }

  private static void handle(String path, HttpHandler handler, HttpExchange exchange)
      throws IOException {
    try {
      handler.handle(exchange);
    } catch (RuntimeException bug) {
      log.error("The page {} failed", path, bug);
      send(exchange, "text/plain", new Answer(500, "This page failed; see the log.\n"));
    }
  }

  /** A page's text and status. */
  public record Answer(int status, String body) {}

  static void send(HttpExchange exchange, String contentType, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), empty ? -1 : bytes.length);
    if (!empty) {
      exchange.getResponseBody().write(bytes);
    }
  }

  public void start() {
    server.start();
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
