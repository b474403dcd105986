package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.EventTypes;
import dev.evergrant.worker.lifecycle.Secret;
import java.lang.reflect.Field;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksReaderTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_" + base64(64);

  @Test
  void aTargetHasAnAddressAndASecretAndMayBeParticular() {
    var webhooks =
        Sample.read(
                """
                alerts:
                  webhooks:
                    all: { url: "https://chat.example/hooks/T0/B0?x=1", secret: %s }
                    some:
                      url: "http://localhost:9000/hook"
                      secret: %s
                      previousSecret: %s
                      apps: [crm-sync]
                      types: [app.paused, reauthorization.required]
                """
                    .formatted(SECRET, OTHER, SECRET))
            .alerts()
            .webhooks();
    assertThat(webhooks)
        .containsExactly(
            Map.entry(
                "all",
                new Webhook(
                    "all",
                    URI.create("https://chat.example/hooks/T0/B0?x=1"),
                    new Secret(SECRET),
                    null,
                    List.of(),
                    List.of())),
            Map.entry(
                "some",
                new Webhook(
                    "some",
                    URI.create("http://localhost:9000/hook"),
                    new Secret(OTHER),
                    new Secret(SECRET),
                    List.of("crm-sync"),
                    List.of(EventTypes.APP_PAUSED, "dev.evergrant.reauthorization.required.v1"))));
  }

  @Test
  void neitherTheAddressNorASecretPrints() {
    String printed = Sample.read(webhook("url: 'https://chat.example/T0PS3CRET'")).toString();
    assertThat(printed).contains("ops-chat").doesNotContain("T0PS3CRET", "MfKQ9r8G");
  }

  @Test
  void everyKindOfAlertCanBeNamed() throws IllegalAccessException {
    for (Field field : EventTypes.class.getFields()) {
      boolean alert = field.getName().matches("APP_.*|REAUTHORIZATION_.*|AUTHORIZATION_FAILED");
      String type = (String) field.get(null);
      String word = type.replaceAll("^dev\\.evergrant\\.|\\.v1$", "");
      assertThat(Sample.problems(webhook("types: [" + word + "]"))).as(word).hasSize(alert ? 0 : 1);
    }
  }

  @Test
  void anAddressAndASecretAreRequired() {
    assertThat(Sample.problems("alerts: { webhooks: { ops-chat: {} } }"))
        .satisfiesExactly(
            url -> assertThat(url).startsWith("alerts.webhooks.ops-chat.url: This is required."),
            secret ->
                assertThat(secret)
                    .startsWith("alerts.webhooks.ops-chat.secret: This is required.")
                    .contains("openssl rand -base64 32"));
  }

  @Test
  void aSecretHas24To64BytesInBase64() {
    for (int bytes : List.of(0, 23, 65)) {
      assertThat(Sample.problems(webhook("secret: whsec_" + base64(bytes))))
          .singleElement()
          .asString()
          .startsWith("alerts.webhooks.ops-chat.secret: Write whsec_ and then 24 to 64");
    }
    for (int bytes : List.of(24, 32, 64)) {
      assertThat(Sample.problems(webhook("secret: whsec_" + base64(bytes)))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_!fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw MfKQ",
      })
  void whatIsNoSecretIsRefusedAndNotShown(String secret) {
    assertThat(Sample.problems(webhook("previousSecret: '" + secret + "'")))
        .singleElement()
        .asString()
        .startsWith("alerts.webhooks.ops-chat.previousSecret: Write whsec_")
        .doesNotContain("MfKQ9r8G");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url: 'http://chat.example/'   | url: Write an https URL",
        "url: 'ftp://chat.example/'    | url: Write an https URL",
        "url: 'https://u:p@chat/'      | url: Write an https URL",
        "apps: [crm]                   | apps[0]: Write the name of an app that is under apps.",
        "apps: []                      | apps: List at least one of the apps, or leave the key out",
        "types: []                     | types: List at least one of the types, or leave the key",
        "types: [app.pausd]            | types[0]: Write one of: app.paused, app.resumed,",
        "retries: 5                    | retries: This key is unknown",
      })
  void aProblemNamesItsPlaceAndSaysWhatToDo(String line, String problem) {
    assertThat(Sample.problems(webhook(line)))
        .singleElement()
        .asString()
        .startsWith("alerts.webhooks.ops-chat." + problem);
  }

  @Test
  void aNameIsOneForLogsAndMetrics() {
    assertThat(
            Sample.problems(
                "alerts: { webhooks: { 'ops chat': { url: 'https://a/', secret: %s } } }"
                    .formatted(SECRET)))
        .singleElement()
        .asString()
        .startsWith("alerts.webhooks.ops chat: Name it with");
  }

  /** A valid target with a line replaced or added. */
  private static String webhook(String line) {
    String url = line.startsWith("url") ? "" : "url: 'https://chat.example/', ";
    String secret = line.startsWith("secret") ? "" : "secret: " + SECRET + ", ";
    return "alerts: { webhooks: { ops-chat: { " + url + secret + line + " } } }";
  }

  private static String base64(int bytes) {
    byte[] key = new byte[bytes];
    Arrays.fill(key, (byte) 7);
    return Base64.getEncoder().encodeToString(key);
  }
}
