package dev.evergrant.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final WebhookTarget target = new WebhookTarget();
  private final WebhookClient client = new WebhookClient(1, DEADLINE);

  @AfterEach
  void close() {
    client.close();
    target.close();
  }

  @Test
  void theEnvelopeArrivesAsItIs() {
    assertThat(post(target.url())).isEqualTo(new Answer.Taken());
    var got = target.got().getFirst();
    assertThat(got.id()).isEqualTo("e-1");
    assertThat(got.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(got.body()).asString().isEqualTo("{\"ä\":1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void everySuccessIsTaken(int status) {
    target.answers(status);
    assertThat(post(target.url())).isEqualTo(new Answer.Taken());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 410, 422, 500, 501})
  void otherAnswersRefuseThisOne(int status) {
    target.answers(status, "Retry-After: 7");
    assertThat(post(target.url())).isEqualTo(new Answer.Refused("status " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 502, 503, 504})
  void someAnswersAreOfTheTargetAsAWhole(int status) {
    target.answers(status, "Retry-After: 7");
    assertThat(post(target.url()))
        .isEqualTo(new Answer.Unavailable("status " + status, Duration.ofSeconds(7)));
    target.answers(status, "Retry-After: Tue, 24 Nov 2026 12:01:30 GMT");
    assertThat(post(target.url()))
        .isEqualTo(new Answer.Unavailable("status " + status, Duration.ofSeconds(90)));
    target.answers(status, "Retry-After: soon");
    assertThat(post(target.url())).isEqualTo(new Answer.Unavailable("status " + status, null));
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var other = new WebhookTarget()) {
      target.answers(307, "Location: " + other.url());
      assertThat(post(target.url())).isEqualTo(new Answer.Refused("status 307"));
      assertThat(other.got()).isEmpty();
    }
  }

  @Test
  void aTargetThatHangsIsLeftAtTheDeadline() {
    target.hangs();
    long begun = System.nanoTime();
    assertThat(post(target.url())).isEqualTo(new Answer.Unavailable("no answer within 2 s", null));
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(DEADLINE, DEADLINE.multipliedBy(4));
    // The one connection that there is can be used again.
    target.answers(204);
    assertThat(post(target.url())).isEqualTo(new Answer.Taken());
  }

  @Test
  void aBodyWithoutAnEndIsNotWaitedFor() {
    target.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("ok, and".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          target.waitForTheEnd();
        });
    assertThat(post(target.url())).isEqualTo(new Answer.Taken());
    assertThat(post(target.url())).isEqualTo(new Answer.Taken());
  }

  @Test
  void whereNobodyListensTheProblemShowsNothingOfTheAddress() {
    assertThat(post(WebhookTarget.nobody()))
        .isEqualTo(new Answer.Unavailable("HttpHostConnectException", null));
    assertThat(post(URI.create("http://no-such-host.invalid/secret-path")))
        .isEqualTo(new Answer.Unavailable("UnknownHostException", null));
  }

  private Answer post(URI url) {
    return client.post(url, Map.of("webhook-id", "e-1"), "{\"ä\":1}".getBytes(UTF_8), NOW);
  }
}
