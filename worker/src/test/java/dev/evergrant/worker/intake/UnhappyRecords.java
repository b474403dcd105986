package dev.evergrant.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.intake.Unhappy.Bad;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** How records are made that are acceptable but for one thing. */
abstract class UnhappyRecords {
  static final String COMPLETED = EventTypes.AUTHORIZATION_COMPLETED;
  static final String WITHDRAWN = EventTypes.AUTHORIZATION_WITHDRAWN;
  static final String REJECTED = EventTypes.TOKEN_REJECTED;
  static final String PLANTED = Unhappy.PLANTED;
  static final String VERIFIER = PLANTED + "-0123456789-0123456789-0123456789";

  private final String redirectUri;
  private final Instant now;
  private final List<Bad> all = new ArrayList<>();

  UnhappyRecords(String redirectUri, Instant now) {
    this.redirectUri = redirectUri;
    this.now = now;
  }

  List<Bad> all() {
    return all;
  }

  String redirectUri() {
    return redirectUri;
  }

  Instant now() {
    return now;
  }

  String good() {
    return ("{\"app\":\"crm-sync\",\"subject\":\"bad\",\"code\":\"%s\",\"redirectUri\":\"%s\","
            + "\"codeVerifier\":\"%s\",\"scope\":\"users.read\"}")
        .formatted(PLANTED, redirectUri, VERIFIER);
  }

  /** Acceptable but for one field, which comes first so that no other is looked at before it. */
  String with(String field, String json) {
    String without = good().replaceFirst("\"" + field + "\":\"[^\"]*\",?", "").replace(",}", "}");
    return without.replaceFirst(
        "\\{", "{\"" + field + "\":" + Matcher.quoteReplacement(json) + ",");
  }

  String unsealed(String members) {
    return "{"
        + members
        + ",\"app\":\"crm-sync\",\"subject\":\"bad\",\"redirectUri\":\""
        + redirectUri
        + "\"}";
  }

  String members(Map<String, String> changes) {
    var members = new LinkedHashMap<String, String>();
    members.put("specversion", "\"1.0\"");
    members.put("id", "\"e-1\"");
    members.put("source", "\"/unhappy\"");
    members.put("type", "\"" + COMPLETED + "\"");
    members.put("time", "\"" + now + "\"");
    members.put("data", good());
    members.putAll(changes);
    members.values().removeIf(String::isEmpty);
    List<String> written = new ArrayList<>();
    members.forEach((name, json) -> written.add("\"" + name + "\":" + json));
    return "{" + String.join(",", written) + "}";
  }

  void value(String name, byte @Nullable [] value) {
    add("value", name, binary(COMPLETED, value, Map.of()));
  }

  void field(String field, String json) {
    data(COMPLETED, with(field, json), field);
  }

  void data(String type, String json, String field) {
    add(
        field,
        type + " " + json.substring(0, Math.min(60, json.length())),
        binary(type, json, Map.of()));
  }

  void report(String json, String field) {
    add(
        field,
        json.substring(0, Math.min(60, json.length())),
        on(Topics.TOKEN_REPORTS, binary(REJECTED, json, Map.of())));
  }

  void sealed(String sealed, String field) {
    data(COMPLETED, unsealed("\"sealedCode\":\"" + sealed + "\""), field);
  }

  void header(String name, @Nullable String value) {
    var record = binary(COMPLETED, good(), Map.of());
    record.headers().remove(name);
    if (value != null) {
      record.headers().add(name, value.getBytes(UTF_8));
    }
    add(name, "as " + value, record);
  }

  void only(String name, byte[] value) {
    var record = binary(COMPLETED, good(), Map.of());
    record.headers().remove(name).add(name, value);
    add(name, "of bytes that are no text", record);
  }

  void twice(String name, byte[] value) {
    var record = binary(COMPLETED, good(), Map.of("content-type", "application/json"));
    record.headers().add(name, value);
    add(name, "twice", record);
  }

  /** An envelope with one member replaced, and headers beside it that must not be there. */
  void envelope(@Nullable String member, String json, Map<String, String> headers) {
    String text = members(member == null ? Map.of() : Map.of(member, json));
    String field = member == null ? headers.keySet().iterator().next() : member;
    add(field, "an envelope with " + json + headers.keySet(), structured(text, headers));
  }

  ProducerRecord<String, byte[]> binary(String type, String json, Map<String, String> changes) {
    return binary(type, json.getBytes(UTF_8), changes);
  }

  ProducerRecord<String, byte[]> binary(
      String type, byte @Nullable [] value, Map<String, String> changes) {
    var record = record(value);
    var headers = new LinkedHashMap<String, String>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", "e-" + all.size());
    headers.put("ce_source", "/unhappy");
    headers.put("ce_type", type);
    headers.put("ce_time", now.toString());
    headers.putAll(changes);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    return record;
  }

  static ProducerRecord<String, byte[]> structured(String text, Map<String, String> headers) {
    var record = bare(text);
    record.headers().add("content-type", CloudEventCodec.ENVELOPE_TYPE.getBytes(UTF_8));
    headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    return record;
  }

  static ProducerRecord<String, byte[]> bare(String text) {
    return record(text.getBytes(UTF_8));
  }

  // A null value is what Kafka itself allows; its types do not say so.
  @SuppressWarnings("NullAway")
  private static ProducerRecord<String, byte[]> record(byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.AUTHORIZATIONS, value);
  }

  static ProducerRecord<String, byte[]> on(String topic, ProducerRecord<String, byte[]> record) {
    return new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
  }

  void add(String field, String name, ProducerRecord<String, byte[]> record) {
    all.add(new Bad(name, record, field));
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
