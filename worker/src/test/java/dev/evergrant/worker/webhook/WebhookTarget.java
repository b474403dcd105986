package dev.evergrant.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A target as people run it: it keeps what it gets, answers as it is told to, and checks signatures
 * with code of its own.
 */
public final class WebhookTarget implements AutoCloseable {
  /** HMAC's block for SHA-256 (RFC 2104 §2); no key of ours is longer. */
  private static final int BLOCK = 64;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private volatile HttpHandler answering = exchange -> exchange.sendResponseHeaders(204, -1);

  /** One request. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Got(
      String id,
      String timestamp,
      String signatures,
      String contentType,
      String path,
      byte[] body,
      long nanos) {

    /** Whether one of its signatures is of this secret. */
    public boolean isSignedWith(String secret) {
      byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
      byte[] head = (id + "." + timestamp + ".").getBytes(UTF_8);
      byte[] inner = sha256(pad(key, 0x36), head, body);
      String expected = Base64.getEncoder().encodeToString(sha256(pad(key, 0x5c), inner));
      return Arrays.asList(signatures.split(" ", -1)).contains("v1," + expected);
    }

    /** How long after another one it came. */
    public Duration after(Got other) {
      return Duration.ofNanos(nanos - other.nanos);
    }

    private static byte[] pad(byte[] key, int with) {
      byte[] padded = Arrays.copyOf(key, BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        padded[i] = (byte) (padded[i] ^ with);
      }
      return padded;
    }

    private static byte[] sha256(byte[]... parts) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
          digest.update(part);
        }
        return digest.digest();
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  public WebhookTarget() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** An address where nobody listens. */
  public static URI nobody() {
    return URI.create("http://localhost:1/hook");
  }

  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/hook");
  }

  /** From now on, and with headers written {@code Name: value}. */
  public WebhookTarget answers(int status, String... headers) {
    return answers(
        exchange -> {
          for (String header : headers) {
            String[] parts = header.split(": ", 2);
            exchange.getResponseHeaders().set(parts[0], parts[1]);
          }
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** From now on it says nothing at all. */
  public WebhookTarget hangs() {
    return answers(_ -> waitForTheEnd());
  }

  WebhookTarget answers(HttpHandler handler) {
    answering = handler;
    return this;
  }

  /** Waits until it is closed. */
  void waitForTheEnd() {
    try {
      closed.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it got so far, in that order. */
  public List<Got> got() {
    return got;
  }

  /** The ids of what it got so far. */
  public List<String> ids() {
    return got.stream().map(Got::id).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      got.add(
          new Got(
              header(exchange, "webhook-id"),
              header(exchange, "webhook-timestamp"),
              header(exchange, "webhook-signature"),
              header(exchange, "Content-Type"),
              exchange.getRequestURI().getPath(),
              exchange.getRequestBody().readAllBytes(),
              System.nanoTime()));
      answering.handle(exchange);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
