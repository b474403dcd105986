package dev.evergrant.contracts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may be kept of a refused event: who it was about, and which fields it had. It names what may
 * stay rather than what must go, so that a secret in an unexpected place goes too. Immutable and
 * safe for any thread; throws nothing, whatever the bytes.
 */
public final class Redaction {
  private static final Map<String, Text> KEPT = keptInOrder();

  private static final List<String> KNOWN =
      List.of(
          "app",
          "environment",
          "subject",
          "code",
          "sealedCode",
          "redirectUri",
          "state",
          "codeVerifier",
          "scope",
          "user",
          "connection",
          "version");

  private final Json json = new Json(CloudEventCodec.MAX_BYTES);

  /** There is one kind of redaction only. */
  public Redaction() {}

  private static Map<String, Text> keptInOrder() {
    Map<String, Text> kept = new LinkedHashMap<>();
    kept.put("app", Text.APP);
    kept.put("environment", Text.ENVIRONMENT);
    kept.put("subject", Text.SUBJECT);
    return kept;
  }

  /** Returns JSON that is safe to keep, of an event's data. */
  public byte[] redacted(CloudEvent event) {
    return redacted(event.data());
  }

  /**
   * Returns JSON that is safe to keep, of a record's value: of the data, if it is an envelope; only
   * <code>{"bytes": n}</code>, if it is not JSON or too large.
   */
  public byte[] redacted(byte @Nullable [] value) {
    byte[] bytes = value == null ? new byte[0] : value;
    try {
      ObjectNode object = json.object("value", json.text("value", bytes));
      boolean envelope = object.has("specversion") && object.get("data") instanceof ObjectNode;
      return json.write(summary(envelope ? (ObjectNode) object.get("data") : object));
    } catch (UnacceptableEvent _) {
      return json.write(Map.of("bytes", bytes.length));
    }
  }

  private static Map<String, Object> summary(ObjectNode data) {
    Map<String, Object> summary = new LinkedHashMap<>();
    KEPT.forEach(
        (name, rule) -> {
          JsonNode node = data.get(name);
          if (node != null && node.isString() && isAcceptable(name, rule, node.stringValue())) {
            summary.put(name, node.stringValue());
          }
        });
    List<String> present = KNOWN.stream().filter(data::has).toList();
    summary.put("fields", present);
    summary.put("unknownFields", data.size() - present.size());
    return summary;
  }

  private static boolean isAcceptable(String name, Text rule, String text) {
    try {
      boolean known = !name.equals("environment") || Data.ENVIRONMENTS.contains(text);
      return known && rule.check(name, text).equals(text);
    } catch (UnacceptableEvent _) {
      return false;
    }
  }
}
