package dev.evergrant.contracts.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.UnacceptableEvent;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateReaderTest {
  private static final TokenUpdate UPDATE =
      new TokenUpdate(
          "crm-sync/production/a/b",
          "crm-sync",
          "production",
          "a/b",
          "outreach",
          "active",
          7,
          null,
          "users.read",
          "Bearer",
          Instant.parse("2026-11-24T12:00:00Z"),
          Instant.parse("2026-11-24T14:00:00.123Z"),
          null,
          Map.of("other", "not mine", "crm-reader", "mine"));

  private final UpdateReader reader = new UpdateReader("crm-reader");

  private Entry read(String json) throws UnacceptableEvent {
    return reader.read(json.getBytes(UTF_8));
  }

  @Test
  void everythingButOtherSubscribersTokensIsKept() throws UnacceptableEvent {
    Entry entry = reader.read(new CloudEventCodec().encode(UPDATE));
    assertThat(entry.sealed()).isEqualTo("mine");
    assertThat(entry.toUpdate(UPDATE.connection()))
        .usingRecursiveComparison()
        .ignoringFields("accessTokens")
        .isEqualTo(UPDATE);
    assertThat(entry.toUpdate(UPDATE.connection()).accessTokens()).isEmpty();
  }

  @Test
  void whatIsNewerThanTheReaderIsIgnored() throws UnacceptableEvent {
    Entry entry =
        read(
            """
            {"new":{"version":[{"status":1}]},"version":1,"status":"revoked",
             "reason":"user_disconnected","other":[1,{"a":null}]}
            """);
    assertThat(entry.version()).isEqualTo(1);
    assertThat(entry.isRevoked()).isTrue();
    assertThat(entry.reason()).isEqualTo("user_disconnected");
    assertThat(entry.sealed()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"text\"",
        "{\"version\":1,\"status\":\"active\"",
        "{\"version\":\"1\",\"status\":\"active\"}",
        "{\"version\":0,\"status\":\"active\"}",
        "{\"version\":1}",
        "{\"version\":1,\"status\":7}",
        "{\"version\":1,\"status\":\"active\",\"expiresAt\":\"soon\"}",
        "{\"version\":1,\"status\":\"active\",\"accessTokens\":{\"crm-reader\":{}}}",
        "{\"version\":99999999999999999999,\"status\":\"active\"}"
      })
  void whatIsNoTokenUpdateIsRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(UnacceptableEvent.class);
  }

  @Test
  void whatManyConnectionsHaveInCommonIsThereOnce() throws UnacceptableEvent {
    String first = read("{\"version\":1,\"status\":\"revoked\",\"reason\":\"x\"}").reason();
    assertThat(read("{\"version\":2,\"status\":\"revoked\",\"reason\":\"x\"}").reason())
        .isSameAs(first);
  }
}
