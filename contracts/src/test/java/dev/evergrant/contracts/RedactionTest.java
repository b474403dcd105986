package dev.evergrant.contracts;

import static dev.evergrant.contracts.Records.COMPLETED;
import static dev.evergrant.contracts.Records.SECRET;
import static dev.evergrant.contracts.Records.bytes;
import static dev.evergrant.contracts.Records.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private final Redaction redaction = new Redaction();

  @Test
  void whoTheEventWasAboutStaysAndWhatItHadIsOnlyNamed() {
    String kept =
        """
        {"app":"crm-sync","subject":"user-42",\
        "fields":["app","subject","code","redirectUri"],"unknownFields":0}\
        """;

    assertThat(redaction.redacted(bytes(COMPLETED))).asString().isEqualTo(kept);
    assertThat(redaction.redacted(envelope(Map.of()))).asString().isEqualTo(kept);
    assertThat(redaction.redacted(new CloudEvent("1", "/", "t", null, bytes(COMPLETED))))
        .asString()
        .isEqualTo(kept);
  }

  @Test
  void whatIsNotAPlainTextOfAcceptableLengthIsNotKept() {
    var data =
        """
        {"app":{"code":"%1$s"},"environment":"%2$s","subject":"%1$s\\u0000","%1$s":"%1$s"}\
        """
            .formatted(SECRET, SECRET.repeat(2));

    assertThat(redaction.redacted(bytes(data)))
        .asString()
        .isEqualTo(
            """
            {"fields":["app","environment","subject"],"unknownFields":1}\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SECRET, "[\"" + SECRET + "\"]", "{\"a\":1,\"a\":\"" + SECRET + "\"}"})
  void ofWhatCannotBeReadOnlyTheSizeStays(String value) {
    assertThat(redaction.redacted(bytes(value)))
        .asString()
        .isEqualTo("{\"bytes\":" + value.length() + "}");
  }

  @Test
  void aTombstoneHasNoBytes() {
    byte[] tombstone = null;

    assertThat(redaction.redacted(tombstone)).asString().isEqualTo("{\"bytes\":0}");
  }
}
