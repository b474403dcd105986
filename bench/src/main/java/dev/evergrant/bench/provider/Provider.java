package dev.evergrant.bench.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * A token endpoint with strict rotation: each code and each refresh token works once. Of a subject
 * it remembers the number of the newest refresh token, four bytes, so that a million of them cost
 * it nothing, and it writes nothing down; the devkit's simulator, which keeps a journal for a
 * checker, would be the slowest part of everything that is measured here. Thread-safe.
 */
final class Provider {
  private final String lifetime;
  private final AtomicIntegerArray newest;
  private final LongAdder issued = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile long delayMillis;

  /**
   * @param subjects so many it knows
   * @param connected so many of them, from the first on, have their first refresh token
   * @param lifetimeSeconds of an access token
   * @param delayMillis how long it thinks before each answer
   */
  Provider(int subjects, int connected, long lifetimeSeconds, long delayMillis) {
    this.newest = new AtomicIntegerArray(subjects);
    for (int i = 0; i < connected; i++) {
      newest.setPlain(i, 1);
    }
    this.lifetime = String.valueOf(lifetimeSeconds);
    this.delayMillis = delayMillis;
  }

  /** Starts it, on the loopback interface; whoever has the server can stop it. */
  HttpServer start(int port) throws IOException {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/oauth/token", this::token);
    server.createContext("/counts", this::counts);
    server.createContext("/delay", this::delay);
    server.start();
    return server;
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange.getRequestBody().readAllBytes());
    String answer;
    try {
      answer =
          form.getOrDefault("grant_type", "").equals("refresh_token")
              ? spend('r', form.getOrDefault("refresh_token", ""))
              : spend('c', form.getOrDefault("code", ""));
    } catch (IllegalArgumentException | IndexOutOfBoundsException unknown) {
      answer = "";
    }
    think();
    if (answer.isEmpty()) {
      refused.increment();
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
    } else {
      issued.increment();
      answer(exchange, 200, answer);
    }
  }

  private String spend(char kind, String token) {
    Tokens.Said said = Tokens.read(kind, token);
    if (!newest.compareAndSet(said.subject(), said.number(), said.number() + 1)) {
      return "";
    }
    int number = said.number() + 1;
    return "{\"access_token\":\""
        + Tokens.access(said.subject(), number)
        + "\",\"token_type\":\"Bearer\",\"expires_in\":"
        + lifetime
        + ",\"refresh_token\":\""
        + Tokens.refresh(said.subject(), number)
        + "\",\"scope\":\"users.read\"}";
  }

  private void think() {
    if (delayMillis > 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(delayMillis);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many token sets were issued and how many requests refused. */
  private void counts(HttpExchange exchange) throws IOException {
    answer(exchange, 200, issued.sum() + " " + refused.sum());
  }

  /** Sets the delay, in milliseconds. */
  private void delay(HttpExchange exchange) throws IOException {
    delayMillis =
        Long.parseLong(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answer(exchange, 200, "");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }
}
