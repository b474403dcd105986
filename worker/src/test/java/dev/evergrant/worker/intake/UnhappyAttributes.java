package dev.evergrant.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.contracts.EventTypes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Headers and envelopes that are none, or disagree. */
final class UnhappyAttributes extends UnhappyRecords {
  UnhappyAttributes(String redirectUri, Instant now) {
    super(redirectUri, now);
    headers();
    contentTypes();
    envelopes();
    contradictions();
  }

  private void headers() {
    for (String name : List.of("ce_specversion", "ce_id", "ce_source", "ce_type")) {
      header(name, null);
      header(name, "");
      header(name, "x\u0007" + PLANTED);
      header(name, "x".repeat(500));
      twice(name, PLANTED.getBytes(UTF_8));
      only(name, bytes(0xFF, 0xFE));
    }
    for (String version : List.of("0.3", "1.1", "2.0", "1", PLANTED)) {
      header("ce_specversion", version);
    }
    for (String time :
        List.of(
            PLANTED,
            "1764000000",
            "2026-11-24",
            "2026-11-24T12:00Z",
            "2026-11-24T12:00:00",
            "2026-11-24 12:00:00Z",
            "2026-02-30T12:00:00Z",
            "2026-11-24T25:00:00Z",
            "2026-11-24T12:00:00+25:00",
            "+999999999-01-01T00:00:00Z")) {
      header("ce_time", time);
    }
    for (String type :
        List.of(
            PLANTED,
            COMPLETED.replace("v1", "v2"),
            COMPLETED.toUpperCase(Locale.ROOT),
            "dev.evergrant.authorization.imagined.v1",
            REJECTED,
            EventTypes.TOKEN_ISSUED)) {
      add("type", type, binary(COMPLETED, good(), Map.of("ce_type", type)));
    }
  }

  private void contentTypes() {
    for (String type :
        List.of(
            PLANTED,
            "text/plain",
            "application/xml",
            "application/octet-stream",
            "application/avro",
            "application/cloudevents",
            "application/cloudevents+avro",
            "application/cloudevents-batch+json",
            "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1",
            "application/json; " + PLANTED,
            "application/json, text/plain")) {
      header("content-type", type);
    }
    twice("content-type", "text/plain".getBytes(UTF_8));
    only("content-type", bytes(0xFF));
  }

  private void envelopes() {
    for (String member : List.of("specversion", "id", "source", "type", "data")) {
      envelope(member, "", Map.of());
      envelope(member, "null", Map.of());
    }
    for (String member : List.of("specversion", "id", "source", "type", "time")) {
      envelope(member, "7", Map.of());
      envelope(member, "[\"" + PLANTED + "\"]", Map.of());
      envelope(member, "\"" + PLANTED + "\\u0000\"", Map.of());
    }
    envelope("specversion", "\"0.3\"", Map.of());
    envelope("type", "\"" + PLANTED + "\"", Map.of());
    envelope("time", "\"" + PLANTED + "\"", Map.of());
    envelope("datacontenttype", "\"text/plain\"", Map.of());
    envelope("datacontenttype", "\"application/json; charset=utf-16\"", Map.of());
    for (String data : List.of("\"" + PLANTED + "\"", "[" + good() + "]", "true", "1e400")) {
      envelope("data", data, Map.of());
    }
    envelope("data_base64", "\"e30=\"", Map.of());
    for (String encoded :
        List.of("\"" + PLANTED + "!\"", "\"W10=\"", "\"e30\u00e9\"", "42", "\"/w==\"")) {
      add(
          "data_base64",
          encoded,
          structured(members(Map.of("data", "", "data_base64", encoded)), Map.of()));
    }
    for (String text :
        List.of("[]", "null", "[" + members(Map.of()) + "]", members(Map.of()) + "}")) {
      add("value", "an envelope like " + text.charAt(0), structured(text, Map.of()));
    }
    add("value", "a cut envelope", structured(members(Map.of()).substring(0, 90), Map.of()));
    add("data", "data without an envelope", structured(good(), Map.of()));
    data(COMPLETED, members(Map.of()), "code");
    add("ce_specversion", "an envelope without its type", bare(members(Map.of())));
  }

  private void contradictions() {
    for (String name : List.of("specversion", "id", "source", "type", "time")) {
      envelope(null, "", Map.of("ce_" + name, PLANTED));
    }
    add(
        "ce_time",
        "a time in the header only",
        structured(members(Map.of("time", "")), Map.of("ce_time", now().toString())));
  }
}
