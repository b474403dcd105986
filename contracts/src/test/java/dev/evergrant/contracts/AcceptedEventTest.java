package dev.evergrant.contracts;

import static dev.evergrant.contracts.Records.COMPLETED;
import static dev.evergrant.contracts.Records.SECRET;
import static dev.evergrant.contracts.Records.bytes;
import static dev.evergrant.contracts.Records.envelope;
import static dev.evergrant.contracts.Records.headers;
import static dev.evergrant.contracts.Records.structured;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedEventTest {
  private final CloudEventCodec codec = new CloudEventCodec();

  private final CloudEvent event =
      new CloudEvent(
          "e-1",
          "/crm",
          EventTypes.AUTHORIZATION_COMPLETED,
          Instant.parse("2026-11-24T12:00:00Z"),
          bytes(COMPLETED));

  @Test
  void theSameEventIsReadFromEitherMode() throws UnacceptableEvent {
    var base64 = '"' + Base64.getEncoder().encodeToString(bytes(COMPLETED)) + '"';

    assertThat(codec.read(headers(), bytes(COMPLETED))).isEqualTo(event);
    assertThat(codec.read(structured(), envelope(Map.of()))).isEqualTo(event);
    assertThat(codec.read(structured(), envelope(Map.of("data", "", "data_base64", base64))))
        .isEqualTo(event)
        .hasSameHashCodeAs(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"; x=y",
        "application/vnd.acme+json"
      })
  void everyKindOfJsonIsBinaryMode(String contentType) throws UnacceptableEvent {
    assertThat(codec.read(headers("content-type", contentType), bytes(COMPLETED))).isEqualTo(event);
  }

  @Test
  void headersThatSayTheSameAsTheEnvelopeDoNoHarm() throws UnacceptableEvent {
    var headers = headers("content-type", "application/cloudevents+json");

    assertThat(codec.read(headers, envelope(Map.of()))).isEqualTo(event);
  }

  @Test
  void dataIsPassedOnAsItWasWritten() throws UnacceptableEvent {
    String data = "{ \"n\": 1.10, \"big\": 1e9999999999, \"x\": \"\\u00e4ä😀\", \"in\": [{}] }";

    CloudEvent read = codec.read(structured(), envelope(Map.of("data", data, "more", "\"ä😀\"")));

    assertThat(read.data()).asString().isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T12:00:00.123456789Z, 2026-11-24T12:00:00.123456789Z",
    "2026-11-24t13:00:00.5+01:00, 2026-11-24T12:00:00.5Z",
    "2026-11-24T12:00:00-00:00, 2026-11-24T12:00:00Z"
  })
  void everyRfc3339TimeIsRead(String written, Instant time) throws UnacceptableEvent {
    assertThat(codec.read(headers("ce_time", written), bytes("{}")).time()).isEqualTo(time);
  }

  @Test
  void anEventNeedsNoTime() throws UnacceptableEvent {
    assertThat(codec.read(headers("ce_time", null), bytes("{}")).time()).isNull();
  }

  @Test
  void whatAFrontendLeavesOutIsAbsentAndWhatItAddsIsIgnored() throws UnacceptableEvent {
    var data = COMPLETED.replace("}", ",\"state\":\"\",\"scope\":null,\"new\":{\"app\":7}}");

    assertThat(codec.data(codec.read(headers(), bytes(data)), AuthorizationCompleted.class))
        .isEqualTo(
            new AuthorizationCompleted(
                "crm-sync",
                null,
                "user-42",
                SECRET,
                null,
                "https://crm.example/cb",
                null,
                null,
                null,
                null));
  }

  @Test
  void everyFieldOfAnAuthorizationIsRead() throws UnacceptableEvent {
    var sent =
        new AuthorizationCompleted(
            "crm-sync",
            "development",
            "user/42 😀",
            null,
            "sealed",
            "https://crm.example/cb",
            "dev\n",
            "x".repeat(43),
            "users.read",
            new User("1042", "user42@acme.example", "acme"));

    assertThat(codec.data(sent(sent), AuthorizationCompleted.class)).isEqualTo(sent);
  }

  @Test
  void withdrawalsAndReportsAreRead() throws UnacceptableEvent {
    var withdrawn = new AuthorizationWithdrawn("crm-sync", null, "user-42");
    var rejected = new TokenRejected("crm-sync/production/user/42", Long.MAX_VALUE);

    assertThat(codec.data(sent(withdrawn), AuthorizationWithdrawn.class)).isEqualTo(withdrawn);
    assertThat(codec.data(sent(rejected), TokenRejected.class)).isEqualTo(rejected);
  }

  private CloudEvent sent(Object data) {
    return codec.event("e-1", "/crm", "any", Instant.EPOCH, data);
  }
}
