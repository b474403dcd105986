package dev.evergrant.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What a frontend's record looks like, and what it must never get back. */
final class Records {
  /** Stands where a code, or anything else that is nobody's business, would stand. */
  static final String SECRET = "s3cretC0deNobodyMaySee";

  /** The code comes first, so that no damage to the text can make it a part of app or subject. */
  static final String COMPLETED =
      """
      {"code":"%s","app":"crm-sync","subject":"user-42","redirectUri":"https://crm.example/cb"}\
      """
          .formatted(SECRET);

  private Records() {}

  /** The headers of an acceptable event in binary mode. */
  static Headers headers() {
    return new RecordHeaders()
        .add("ce_specversion", bytes("1.0"))
        .add("ce_id", bytes("e-1"))
        .add("ce_source", bytes("/crm"))
        .add("ce_type", bytes(EventTypes.AUTHORIZATION_COMPLETED))
        .add("ce_time", bytes("2026-11-24T12:00:00Z"));
  }

  /** The same with one of them replaced or, for null, left out. */
  static Headers headers(String name, @Nullable String value) {
    Headers headers = headers().remove(name);
    return value == null ? headers : headers.add(name, bytes(value));
  }

  static Headers structured() {
    return new RecordHeaders()
        .add("content-type", bytes("application/cloudevents+json; charset=UTF-8"));
  }

  /** The same event in structured mode, with some members replaced by other JSON, or left out. */
  static byte[] envelope(Map<String, String> changes) {
    var members = new LinkedHashMap<String, String>();
    members.put("specversion", "\"1.0\"");
    members.put("id", "\"e-1\"");
    members.put("source", "\"/crm\"");
    members.put("type", '"' + EventTypes.AUTHORIZATION_COMPLETED + '"');
    members.put("time", "\"2026-11-24T12:00:00Z\"");
    members.put("data", COMPLETED);
    members.putAll(changes);
    members.values().removeIf(String::isEmpty);
    var json = new StringBuilder("{");
    members.forEach((name, value) -> json.append("\"%s\": %s,".formatted(name, value)));
    return bytes(json.deleteCharAt(json.length() - 1).append('}').toString());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
