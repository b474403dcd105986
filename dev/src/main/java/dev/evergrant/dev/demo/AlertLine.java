package dev.evergrant.dev.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What people have been told last about a connection's authorization.
 *
 * @param kind {@code expiring}, {@code expired} or {@code resolved}
 * @param text as a chat or a mail would show it
 * @param authorizeUrl where the alert sends them; absent where nothing is left to do
 */
record AlertLine(String kind, Instant time, String text, @Nullable String authorizeUrl) {
  private static final String RESOLVED = "resolved";

  /** Reads a batch as any tool of another team may: by the fields it knows, none required. */
  static AlertLine of(String type, Instant time, JsonNode data) {
    String kind =
        type.equals("reauthorization.resolved") ? RESOLVED : data.path("kind").asString("expiring");
    return new AlertLine(
        kind,
        time,
        data.path("text").asString(Summary.ofAlert(type, data)),
        data.path("authorizeUrl").asString(null));
  }

  /** Whether somebody has to do something. */
  boolean open() {
    return !kind.equals(RESOLVED);
  }
}
