package dev.evergrant.contracts;

import static dev.evergrant.contracts.Records.SECRET;
import static dev.evergrant.contracts.Records.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedDataTest {
  private final CloudEventCodec codec = new CloudEventCodec();

  @ParameterizedTest(name = "{1} {2}: {0}")
  @MethodSource({"completed", "withdrawn", "rejected", "updates", "alerts"})
  void dataThatBreaksTheContractIsRefusedByItsField(
      Class<?> type, String field, String problem, String json) {
    var event = new CloudEvent("e-1", "/crm", EventTypes.AUTHORIZATION_FAILED, null, bytes(json));

    var refusal = catchThrowableOfType(UnacceptableEvent.class, () -> codec.data(event, type));

    assertThat(refusal).isNotNull().hasNoCause();
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal).hasMessageStartingWith(field + " " + problem).hasMessageEndingWith(".");
    assertThat(refusal).hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("batches")
  void aBatchWhoseCountsNoIntHoldsIsRefusedByItsField(String field, String problem, String json) {
    var event =
        new CloudEvent("e-1", "/crm", EventTypes.REAUTHORIZATION_REQUIRED, null, bytes(json));

    var refusal =
        catchThrowableOfType(UnacceptableEvent.class, () -> codec.data(event, Alert.class));

    assertThat(refusal).isNotNull().hasMessageStartingWith(field + " " + problem);
  }

  @Test
  void whatIsNoEventsDataIsAProgrammersError() {
    var event = new CloudEvent("e-1", "/crm", "any", null, bytes("{}"));

    assertThatIllegalArgumentException().isThrownBy(() -> codec.data(event, String.class));
  }

  static Stream<Arguments> completed() {
    return Stream.of(
        completed("app", "is missing", ""),
        completed("app", "is missing", "null"),
        completed("app", "is missing", text("")),
        completed("app", "is not a string", "7"),
        completed("app", "is not a string", "[\"" + SECRET + "\"]"),
        completed("app", "has 101 characters", text("x".repeat(101))),
        completed("app", "has a slash", text("crm/sync")),
        completed("app", "has a control character", text(SECRET + "\\u0000")),
        completed("app", "has half of a surrogate pair", text(SECRET + "\\ud83d")),
        completed("environment", "is none of the known words", text(SECRET)),
        completed("environment", "is none of the known words", text("")),
        completed("environment", "is not a string", "true"),
        completed("subject", "is missing", ""),
        completed("subject", "is not a string", "42"),
        completed("subject", "has 201 characters", text("x".repeat(201))),
        completed("subject", "has a control character", text("user\\n42")),
        completed("subject", "has a control character", text("user\\u008542")),
        completed("code", "is missing", ""),
        completed("code", "is missing", text("")),
        completed("code", "is not a string", "{\"" + SECRET + "\": 1}"),
        completed("code", "has 8193 characters", text("x".repeat(8193))),
        completed("code", "has a NUL character", text(SECRET + "\\u0000")),
        completed("code", "has half of a surrogate pair", text(SECRET + "\\udc00")),
        completed("sealedCode", "is there beside code", text(SECRET)),
        completed("sealedCode", "has 16385 characters", text("x".repeat(16_385))),
        completed("redirectUri", "is missing", ""),
        completed("redirectUri", "has 2049 characters", text("x".repeat(2049))),
        completed("redirectUri", "has a control character", text("https://crm\\t")),
        completed("state", "has 2049 characters", text("x".repeat(2049))),
        completed("state", "has a NUL character", text("\\u0000")),
        completed("codeVerifier", "has 42 characters", text("x".repeat(42))),
        completed("codeVerifier", "has 0 characters", text("")),
        completed("codeVerifier", "has 129 characters", text("x".repeat(129))),
        completed("codeVerifier", "may hold only", text(SECRET + "+".repeat(43))),
        completed("scope", "has 2049 characters", text("x".repeat(2049))),
        completed("scope", "has a control character", text("a\\r\\nb")),
        completed("user", "is not an object", text(SECRET)),
        completed("user.id", "is not a string", "1042"),
        completed("user.email", "has 321 characters", text("x".repeat(321))),
        completed("user.organization", "has a control character", text("\\u0000")));
  }

  static Stream<Arguments> withdrawn() {
    var type = AuthorizationWithdrawn.class;
    return Stream.of(
        Arguments.of(type, "app", "is missing", "{\"subject\": \"user-42\"}"),
        Arguments.of(type, "subject", "is missing", "{\"app\": \"crm-sync\"}"),
        Arguments.of(
            type,
            "environment",
            "is none of the known words: send production or development",
            "{\"app\": \"crm-sync\", \"subject\": \"user-42\", \"environment\": \"staging\"}"),
        Arguments.of(type, "data", "is not JSON", SECRET),
        Arguments.of(type, "data", "is empty", ""));
  }

  static Stream<Arguments> rejected() {
    return Stream.of(
        rejected("connection", "is missing", "", "1"),
        rejected("connection", "is not written app/environment/subject", text(SECRET), "1"),
        rejected("connection", "is not written app/environment/subject", text("a//b"), "1"),
        rejected("version", "is missing", text("a/b/c"), ""),
        rejected("version", "is not a whole number from 1", text("a/b/c"), "0"),
        rejected("version", "is not a whole number from 1", text("a/b/c"), "1.0"),
        rejected("version", "is not a whole number from 1", text("a/b/c"), "1e9999999999"),
        rejected("version", "is not a whole number from 1", text("a/b/c"), "9".repeat(40_000)),
        rejected("version", "is not a whole number from 1", text("a/b/c"), text("1")));
  }

  static Stream<Arguments> updates() {
    return Stream.of(
        update("issuedAt", "is not an RFC 3339 time", text(SECRET)),
        update("issuedAt", "is not an RFC 3339 time", text("9999-12-31T23:59:59-18:00")),
        update("issuedAt", "is not an RFC 3339 time", text("0000-01-01T00:00:00+18:00")),
        update("issuedAt", "is not a string", "1764000000"),
        update("accessTokens", "is not an object", "[]"),
        update("accessTokens", "is not a string", "{\"" + SECRET + "\": 1}"));
  }

  static Stream<Arguments> alerts() {
    String failed =
        "{\"connection\":\"a/b/c\",\"app\":\"a\",\"environment\":\"b\",\"subject\":\"c\","
            + "\"provider\":\"p\",\"reason\":\"refused\",\"at\":\"2026-11-24T12:00:00Z\"}";
    return Stream.of(
        Arguments.of(Alert.class, "message", "is missing", failed),
        Arguments.of(
            Alert.class, "at", "is missing", failed.replace("\"at\"", "\"message\":\"m\",\"on\"")),
        Arguments.of(
            Alert.AppPaused.class,
            "type",
            "is another kind of alert",
            failed.replace("\"at\"", "\"message\":\"m\",\"at\"")));
  }

  /** Counts are an int's: what is larger must not come out as something else. */
  static Stream<Arguments> batches() {
    return Stream.of(
        batch("part", "is too large", "4294967297", ""),
        batch("part", "is too large", "2147483648", ""),
        batch("part", "is not a whole number from 1", "0", ""),
        batch("connections[0].reminder", "is too large", "1", "4294967297"),
        batch("connections[0].connection", "is not written app/environment/subject", "1", "1"));
  }

  private static Arguments batch(String field, String problem, String part, String reminder) {
    String connection = field.endsWith("connection") ? "a/b" : "a/b/c";
    String affected =
        "{\"connection\":\"%s\",\"subject\":\"c\",\"reason\":\"r\",\"at\":\"2026-11-24T12:00:00Z\"%s}"
            .formatted(connection, reminder.isEmpty() ? "" : ",\"reminder\":" + reminder);
    String json =
        "{\"batch\":\"b\",\"part\":%s,\"parts\":1,\"kind\":\"expired\",\"app\":\"a\",\"environment\":\"b\","
                .formatted(part)
            + "\"provider\":\"p\",\"authorizeUrl\":\"u\",\"connections\":[%s]}".formatted(affected);
    return Arguments.of(field, problem, json);
  }

  private static Arguments completed(String field, String problem, String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("app", text("crm-sync"));
    fields.put("subject", text("user-42"));
    fields.put("redirectUri", text("https://crm.example/cb"));
    fields.put("code", text(SECRET));
    if (field.startsWith("user.")) {
      fields.put("user", "{%s: %s}".formatted(text(field.substring(5)), json));
    } else {
      fields.put(field, json);
    }
    return Arguments.of(AuthorizationCompleted.class, field, problem, object(fields));
  }

  private static Arguments rejected(
      String field, String problem, String connection, String version) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("connection", connection);
    fields.put("version", version);
    return Arguments.of(TokenRejected.class, field, problem, object(fields));
  }

  private static Arguments update(String field, String problem, String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("connection", text("a/b/c"));
    fields.put("version", "1");
    for (String name : new String[] {"app", "environment", "subject", "provider", "status"}) {
      fields.put(name, text(name));
    }
    fields.put(field, json);
    return Arguments.of(TokenUpdate.class, field, problem, object(fields));
  }

  private static String object(Map<String, String> fields) {
    fields.values().removeIf(String::isEmpty);
    var json = new StringJoiner(",", "{", "}");
    fields.forEach((name, value) -> json.add(text(name) + ":" + value));
    return json.toString();
  }

  private static String text(String text) {
    return '"' + text + '"';
  }
}
