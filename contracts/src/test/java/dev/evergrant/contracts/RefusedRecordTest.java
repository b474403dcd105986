package dev.evergrant.contracts;

import static dev.evergrant.contracts.Records.COMPLETED;
import static dev.evergrant.contracts.Records.SECRET;
import static dev.evergrant.contracts.Records.bytes;
import static dev.evergrant.contracts.Records.envelope;
import static dev.evergrant.contracts.Records.headers;
import static dev.evergrant.contracts.Records.structured;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedRecordTest {
  private final CloudEventCodec codec = new CloudEventCodec();

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource({"values", "attributes", "contentTypes", "envelopes"})
  void aRecordThatIsNoEventIsRefusedByTheNameOfWhatIsWrong(
      String field, String problem, Headers headers, byte @Nullable [] value) {
    var refusal = catchThrowableOfType(UnacceptableEvent.class, () -> codec.read(headers, value));

    assertThat(refusal).isNotNull().hasNoCause();
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal).hasMessageStartingWith(field + " " + problem).hasMessageEndingWith(".");
    assertThat(refusal).hasMessageNotContaining(SECRET);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        value("is null", null),
        value("is empty", new byte[0]),
        value("is not UTF-8", new byte[] {'{', (byte) 0xC0, (byte) 0x80, '}'}),
        value("is not UTF-8", "{}".getBytes(UTF_16)),
        value("is not JSON", "{}".getBytes(UTF_16LE)),
        value("is not JSON at line 1, column", bytes("{\"code\": " + SECRET + "}")),
        value("is not JSON", bytes("{\"code\": \"" + SECRET + "\n\"}")),
        value("is not JSON", bytes("{\"code\": \"" + SECRET)),
        value("is not JSON", bytes("{} " + SECRET)),
        value("is not JSON", bytes("{'code': '" + SECRET + "'}")),
        value("is not JSON", bytes("{\"n\": NaN}")),
        value("goes on after its end", bytes("{} {\"code\": \"" + SECRET + "\"}")),
        value("is not a JSON object", bytes("[\"" + SECRET + "\"]")),
        value("is not a JSON object", bytes("null")),
        value("is not a JSON object", bytes("  ")),
        value("has a name twice", bytes("{\"" + SECRET + "\": 1, \"" + SECRET + "\": 2}")),
        value("has a name twice", bytes("{\"a\": {\"b\": 1, \"\\u0062\": 2}}")),
        value("is nested deeper", bytes("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}")),
        value("has 65537 bytes", bytes("{" + " ".repeat(65_535) + "}")));
  }

  static Stream<Arguments> attributes() {
    return Stream.of(
        attribute("ce_specversion", "is missing", headers("ce_specversion", null)),
        attribute("ce_specversion", "is not 1.0", headers("ce_specversion", "0.3")),
        attribute("ce_id", "is missing", headers("ce_id", null)),
        attribute("ce_id", "is missing", headers("ce_id", "")),
        attribute("ce_id", "has 201 characters", headers("ce_id", "x".repeat(201))),
        attribute("ce_id", "has a control character", headers("ce_id", SECRET + "\0")),
        attribute("ce_id", "is not UTF-8", headers("ce_id", null).add("ce_id", new byte[] {-1})),
        attribute("ce_id", "is there twice", headers().add("ce_id", bytes(SECRET))),
        attribute("ce_source", "is missing", headers("ce_source", null)),
        attribute("ce_source", "has 401 characters", headers("ce_source", "x".repeat(401))),
        attribute("ce_type", "is missing", headers("ce_type", null)),
        attribute("ce_time", "is not an RFC 3339 time", headers("ce_time", SECRET)),
        attribute("ce_time", "is not an RFC 3339 time", headers("ce_time", "2026-11-24T12:00Z")),
        attribute("ce_time", "is not an RFC 3339 time", headers("ce_time", "2026-11-24T12:00:00")),
        attribute("ce_time", "is not an RFC 3339 time", headers("ce_time", "2026-02-30T12:00:00Z")),
        attribute("ce_time", "is not an RFC 3339 time", headers("ce_time", "1764000000")));
  }

  static Stream<Arguments> contentTypes() {
    return Stream.of(
        contentType("is not JSON", "text/plain"),
        contentType("is not JSON", "application/cloudevents"),
        contentType("is not JSON", "application/cloudevents+avro"),
        contentType("is a batch", "application/cloudevents-batch+json"),
        contentType("is a batch", "Application/CloudEvents-Batch+JSON; charset=utf-8"),
        contentType("has another charset", "application/json; charset=iso-8859-1"),
        contentType("has another charset", "application/json;Charset=\"UTF-16\""),
        contentType("is not a media type", SECRET),
        contentType("is not a media type", "application/json; " + SECRET),
        contentType("is not a media type", "application/json, text/plain"));
  }

  static Stream<Arguments> envelopes() {
    return Stream.of(
        member("specversion", "is missing", Map.of("specversion", "")),
        member("specversion", "is not 1.0", Map.of("specversion", "\"1.1\"")),
        member("specversion", "is not a string", Map.of("specversion", "1.0")),
        member("id", "is missing", Map.of("id", "null")),
        member("id", "is not a string", Map.of("id", "7")),
        member("source", "is missing", Map.of("source", "\"\"")),
        member("type", "is missing", Map.of("type", "")),
        member("time", "is not an RFC 3339 time", Map.of("time", "\"" + SECRET + "\"")),
        member("datacontenttype", "is not JSON", Map.of("datacontenttype", "\"text/plain\"")),
        member("data", "is missing", Map.of("data", "")),
        member("data", "is missing", Map.of("data", "null")),
        member("data", "is not an object", Map.of("data", "\"" + SECRET + "\"")),
        member("data", "is not an object", Map.of("data", "[" + COMPLETED + "]")),
        member("data_base64", "is there beside data", Map.of("data_base64", "\"e30=\"")),
        member("data_base64", "is not base64", base64("\"" + SECRET + "!\"")),
        member("data_base64", "is not a JSON object", base64("\"W10=\"")),
        member("data_base64", "is not a string", base64("{}")),
        Arguments.of(
            "ce_id",
            "contradicts the envelope",
            structured().add("ce_id", bytes(SECRET)),
            envelope(Map.of())),
        Arguments.of(
            "ce_time",
            "contradicts the envelope",
            structured().add("ce_time", bytes("2026-11-24T12:00:00Z")),
            envelope(Map.of("time", ""))),
        Arguments.of("value", "is not a JSON object", structured(), bytes("[]")));
  }

  private static Arguments value(String problem, byte @Nullable [] value) {
    return Arguments.of("value", problem, headers(), value);
  }

  private static Arguments attribute(String field, String problem, Headers headers) {
    return Arguments.of(field, problem, headers, bytes(COMPLETED));
  }

  private static Arguments contentType(String problem, String contentType) {
    return attribute("content-type", problem, headers("content-type", contentType));
  }

  private static Arguments member(String field, String problem, Map<String, String> changes) {
    return Arguments.of(field, problem, structured(), envelope(changes));
  }

  private static Map<String, String> base64(String json) {
    return Map.of("data", "", "data_base64", json);
  }
}
