package dev.evergrant.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The files are the contract: other teams' programs read exactly these. */
class OutgoingEventTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final CloudEventCodec codec = new CloudEventCodec();

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void anEventIsWrittenAsItsFileSaysAndReadBack(
      String file, String type, Class<?> read, Object data) throws Exception {
    CloudEvent event = codec.event("e-1", "/evergrant", type, NOON, data);
    var record = codec.write("topic", "crm-sync/development/user-42", event);

    assertThat(record.value()).asString().isEqualTo(compact(file));
    assertThat(codec.read(record.headers(), record.value())).isEqualTo(event);
    assertThat(codec.data(event, read)).isEqualTo(data);
  }

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(
            "token.issued", EventTypes.TOKEN_ISSUED, TokenUpdate.class, active(1, Map.of())),
        Arguments.of(
            "token.refreshed",
            EventTypes.TOKEN_REFRESHED,
            TokenUpdate.class,
            active(7, Map.of("crm-reader", "<JWE>"))),
        Arguments.of("token.revoked", EventTypes.TOKEN_REVOKED, TokenUpdate.class, revoked()),
        alert(
            new Alert.AuthorizationFailed(
                "crm-sync/development/user-42",
                "crm-sync",
                "development",
                "user-42",
                "outreach",
                "refused",
                "The provider refused the code; the user has to authorize once more.",
                "invalid_grant",
                NOON)),
        alert(
            new Alert.ReauthorizationRequired(
                "01JDDZJ5V0Q3ZQ6F5MX8E9K2TB",
                1,
                1,
                "expired",
                "crm-sync",
                "development",
                "outreach",
                "globex",
                "https://api.outreach.io/oauth/authorize?client_id=dev&response_type=code&state=dev",
                List.of(
                    new Alert.Affected(
                        "crm-sync/development/user-42",
                        "user-42",
                        new User(null, "user42@globex.example", null),
                        "development_expired",
                        NOON,
                        null),
                    new Alert.Affected(
                        "crm-sync/development/user-43",
                        "user-43",
                        null,
                        "development_expired",
                        NOON,
                        2)),
                "2 connections have ended.\n- user-42\n- user-43")),
        alert(
            new Alert.ReauthorizationResolved(
                "01JDDZJ5V0Q3ZQ6F5MX8E9K2TB",
                2,
                2,
                "crm-sync",
                "development",
                "outreach",
                null,
                List.of(
                    new Alert.Affected(
                        "crm-sync/development/user-42",
                        "user-42",
                        new User("1042", null, null),
                        "reauthorized",
                        NOON,
                        null)),
                "1 connection needs no new authorization any more.")),
        alert(
            new Alert.AppPaused(
                "crm-sync",
                "development",
                "outreach",
                "invalid_client",
                "The provider refuses the app's client id or secret; correct them.",
                NOON)),
        alert(
            new Alert.AppResumed(
                "crm-sync", "development", "outreach", NOON, NOON.plusMillis(90_500))));
  }

  @Test
  void aRecordIsInBinaryModeAndKeyedByConnection() {
    var event = codec.event("e-1", "/evergrant", "any", NOON.plusNanos(1_999_999), Map.of());

    var record = codec.write("topic", "a/b/c", event);

    assertThat(record.topic()).isEqualTo("topic");
    assertThat(record.key()).isEqualTo("a/b/c");
    assertThat(Arrays.stream(record.headers().toArray()))
        .extracting(header -> header.key() + ": " + new String(header.value(), UTF_8))
        .containsExactly(
            "ce_specversion: 1.0",
            "ce_id: e-1",
            "ce_source: /evergrant",
            "ce_type: any",
            "ce_time: 2026-11-24T12:00:00.001Z",
            "content-type: application/json");
  }

  @Test
  void anEnvelopeHoldsAttributesAndDataAndIsReadBack() throws UnacceptableEvent {
    var event = codec.event("e-1", "/evergrant", "any", NOON, Map.of("who", "Zoë \"Z\" ☎"));

    byte[] envelope = codec.envelope(event);

    assertThat(new String(envelope, UTF_8))
        .isEqualTo(
            """
            {"specversion":"1.0","id":"e-1","source":"/evergrant","type":"any",\
            "time":"2026-11-24T12:00:00Z","datacontenttype":"application/json",\
            "data":{"who":"Zoë \\"Z\\" ☎"}}\
            """);
    assertThat(codec.read(Records.structured(), envelope)).isEqualTo(event);
  }

  @Test
  void aReaderOfLargeEventsMayRaiseTheLimit() throws UnacceptableEvent {
    var event = codec.event("e-1", "/evergrant", "any", NOON, Map.of("x", "y".repeat(70_000)));
    var record = codec.write("topic", null, event);

    assertThat(new CloudEventCodec(1 << 20).read(record.headers(), record.value()))
        .isEqualTo(event);
  }

  private static Arguments alert(Alert alert) {
    String file = alert.type().replaceAll("dev\\.evergrant\\.|\\.v1", "");
    return Arguments.of(file, alert.type(), Alert.class, alert);
  }

  private static TokenUpdate active(long version, Map<String, String> accessTokens) {
    return update(
        "active",
        version,
        null,
        NOON,
        Instant.parse("2026-11-24T14:00:00Z"),
        Instant.parse("2026-12-01T12:00:00Z"),
        accessTokens);
  }

  private static TokenUpdate revoked() {
    return update("revoked", 8, "development_expired", null, null, null, Map.of());
  }

  private static TokenUpdate update(
      String status,
      long version,
      @Nullable String reason,
      @Nullable Instant issuedAt,
      @Nullable Instant expiresAt,
      @Nullable Instant reauthorizeBy,
      Map<String, String> accessTokens) {
    return new TokenUpdate(
        "crm-sync/development/user-42",
        "crm-sync",
        "development",
        "user-42",
        "outreach",
        status,
        version,
        reason,
        "users.read",
        "Bearer",
        issuedAt,
        expiresAt,
        reauthorizeBy,
        accessTokens);
  }

  /** Without the line breaks and the spaces that make the file readable. */
  private static String compact(String name) throws IOException {
    try (InputStream file = OutgoingEventTest.class.getResourceAsStream(name + ".json")) {
      assertThat(file).as(name).isNotNull();
      return new JsonMapper().readTree(file).toString();
    }
  }
}
