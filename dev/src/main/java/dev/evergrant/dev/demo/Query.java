package dev.evergrant.dev.demo;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request's query. What is sent twice or not encoded properly counts as not sent. */
record Query(Map<String, String> parameters) {

  static Query of(HttpExchange exchange) {
    return parse(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
  }

  static Query parse(String raw) {
    Map<String, String> parameters = new HashMap<>();
    Set<String> repeated = new HashSet<>();
    for (String pair : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      try {
        String name = decode(parts[0]);
        if (parameters.put(name, parts.length == 2 ? decode(parts[1]) : "") != null) {
          repeated.add(name);
        }
      } catch (IllegalArgumentException _) {
        // Whoever sent this will be told that the parameter is missing.
      }
    }
    parameters.keySet().removeAll(repeated);
    return new Query(Map.copyOf(parameters));
  }

  /** A parameter that was sent and is not blank. */
  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
  }

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String decode(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  /** Leaves the values out: a callback's query holds a code. */
  @Override
  public String toString() {
    return "Query" + parameters.keySet();
  }
}
