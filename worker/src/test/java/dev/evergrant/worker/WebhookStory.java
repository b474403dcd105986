package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.webhook.WebhookTarget;
import dev.evergrant.worker.webhook.WebhookTarget.Got;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts reach people's tools, whatever state the tools are in. */
class WebhookStory {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String PREVIOUS = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

  private final World world = new World();
  private final WebhookTarget target = new WebhookTarget();

  @AfterEach
  void closeTheWorld() {
    target.close();
    world.close();
  }

  @Test
  void anAlertArrivesSignedAndIsTheEventThatKafkaHas() throws UnacceptableEvent {
    // Given
    world.withAlerts(webhooks(webhook("chat", target.url(), "previousSecret: " + PREVIOUS)));
    Worker worker = world.startWorker();
    // When
    refuse("user-1");
    // Then
    eventually(() -> assertThat(target.got()).hasSize(1));
    Got got = target.got().getFirst();
    assertThat(got.isSignedWith(SECRET)).isTrue();
    assertThat(got.isSignedWith(PREVIOUS)).isTrue();
    assertThat(got.isSignedWith("whsec_" + "AAAA".repeat(8))).isFalse();
    assertThat(Instant.ofEpochSecond(Long.parseLong(got.timestamp())))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(envelope(got)).isEqualTo(alertsInKafka(1).getFirst());
    assertThat(got.id()).isEqualTo(envelope(got).id());
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    assertThat(new Scrape(worker).metrics())
        .contains("evergrant_webhooks_delivered_total{target=\"chat\"} 1.0");
  }

  @Test
  void aTargetThatIsDeadAndOneThatHangsHoldNobodyBack() {
    // Given
    try (WebhookTarget hanging = new WebhookTarget().hangs()) {
      world.withAlerts(
          webhooks(
              webhook("dead", WebhookTarget.nobody()),
              webhook("hanging", hanging.url()),
              webhook("chat", target.url())));
      Worker worker = world.startWorker();
      refuse("user-0");
      eventually(() -> assertThat(hanging.got()).hasSize(1));
      // When
      IntStream.range(1, 30).forEach(i -> refuse("user-" + i));
      // Then
      eventually(Duration.ofSeconds(10), () -> assertThat(target.got()).hasSize(30));
      assertThat(target.ids()).isEqualTo(waiting("hanging"));
      assertThat(waiting("dead")).hasSize(30);
      assertThat(hanging.got()).hasSizeLessThan(5);
      Scrape scrape = new Scrape(worker);
      eventually(() -> assertThat(scrape.value("evergrant_webhooks_age_seconds")).isPositive());
      assertThat(scrape.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRetryHasTheSameIdAndASignatureOfItsOwn() {
    // Given
    target.answers(500);
    world.withAlerts(webhooks(webhook("chat", target.url())));
    world.startWorker();
    refuse("user-1");
    awaitFailures(1);
    // When
    target.answers(204);
    world.advance(FIRST_RETRY);
    // Then
    eventually(() -> assertThat(target.got()).hasSize(2));
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    assertThat(target.ids().get(1)).isEqualTo(target.ids().get(0));
    assertThat(target.got()).allMatch(got -> got.isSignedWith(SECRET));
    assertThat(target.got().get(1).body()).isEqualTo(target.got().get(0).body());
  }

  @Test
  void whatATargetMissedComesInOrderAsSoonAsItWorksAgain() {
    // Given
    target.answers(503);
    world.withAlerts(webhooks(webhook("chat", target.url())));
    world.startWorker();
    IntStream.range(0, 5).forEach(i -> refuse("user-" + i));
    eventually(() -> assertThat(target.got()).hasSizeGreaterThanOrEqualTo(5));
    eventually(() -> assertThat(failures()).hasSize(5).allMatch(failures -> failures > 0));
    List<String> missed = waiting("chat");
    int before = target.got().size();
    // When
    target.answers(204);
    refuse("user-5");
    // Then
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    List<String> after = target.ids().subList(before, target.got().size());
    assertThat(after.subList(1, after.size())).isEqualTo(missed);
  }

  @Test
  void aTargetThatAsksToBeLeftAloneIs() {
    // Given
    target.answers(429, "Retry-After: 3");
    world.withAlerts(webhooks(webhook("chat", target.url())));
    world.startWorker();
    refuse("user-1");
    eventually(() -> assertThat(target.got()).hasSize(1));
    // When
    target.answers(204);
    refuse("user-2");
    world.advance(FIRST_RETRY);
    // Then
    eventually(() -> assertThat(target.got()).hasSize(3));
    assertThat(target.got().get(1).after(target.got().get(0)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatAKilledWorkerHadClaimedIsTakenOver() {
    // Given
    target.answers(500);
    world.withAlerts(webhooks(webhook("chat", target.url())));
    world.startWorker();
    refuse("user-1");
    awaitFailures(1);
    world
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    UPDATE delivery SET due_at = evergrant_now(),
                      leased_until = evergrant_now() + interval '1 minute'\
                    """));
    target.answers(204);
    refuse("user-2");
    eventually(() -> assertThat(target.got()).hasSize(2));
    assertThat(waiting("chat")).hasSize(1);
    // When
    world.advance(Duration.ofMinutes(1));
    // Then
    eventually(() -> assertThat(target.got()).hasSize(3));
    assertThat(target.ids().get(2)).isEqualTo(target.ids().get(0));
  }

  @Test
  void aWorkerThatStopsLetsGoWhatItCouldNotDeliver() {
    // Given
    target.hangs();
    world.withAlerts(webhooks(webhook("chat", target.url())));
    Worker worker = world.startWorker();
    refuse("user-1");
    eventually(() -> assertThat(target.got()).hasSize(1));
    // When
    world.stop(worker);
    target.answers(204);
    world.startWorker();
    // Then
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    assertThat(target.ids().get(1)).isEqualTo(target.ids().get(0));
  }

  @Test
  void twoWorkersShareTheDeliveriesAndEachIsMadeOnce() {
    // Given
    world.withAlerts(webhooks(webhook("chat", target.url())));
    world.startWorker();
    world.startWorker();
    // When
    IntStream.range(0, 100).forEach(i -> refuse("user-" + i));
    // Then
    eventually(() -> assertThat(target.got()).hasSize(100));
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    assertThat(target.ids()).doesNotHaveDuplicates();
  }

  @Test
  void afterThreeDaysADeliveryIsGivenUp() {
    // Given
    target.answers(410);
    world.withAlerts(webhooks(webhook("chat", target.url())));
    Scrape scrape = new Scrape(world.startWorker());
    refuse("user-1");
    awaitFailures(1);
    world.advance(Duration.ofDays(3).minusMinutes(1));
    awaitFailures(2);
    // When
    world.advance(Duration.ofHours(1));
    // Then
    eventually(() -> assertThat(waiting("chat")).isEmpty());
    eventually(() -> assertThat(scrape.value("evergrant_webhooks_given_up_total")).isEqualTo(1));
    assertThat(scrape.value("evergrant_webhooks_failed_total")).isEqualTo(3);
    assertThat(alertsInKafka(1)).hasSize(1);
  }

  @Test
  void whatWaitsForATargetThatIsNotConfiguredAnyMoreIsDeleted() {
    // Given
    world.withAlerts(
        webhooks(webhook("dead", WebhookTarget.nobody()), webhook("chat", target.url())));
    Worker worker = world.startWorker();
    refuse("user-1");
    eventually(() -> assertThat(target.got()).hasSize(1));
    assertThat(waiting("dead")).hasSize(1);
    world.stop(worker);
    world.advance(Duration.ofHours(2));
    // When
    world.withAlerts(webhooks(webhook("chat", target.url()))).startWorker();
    // Then
    eventually(() -> assertThat(waiting("dead")).isEmpty());
  }

  @Test
  void aTargetGetsTheTypesThatItWants() {
    // Given
    world.withAlerts(webhooks(webhook("chat", target.url(), "types: [app.paused]")));
    world.startWorker();
    refuse("user-1");
    var _ = alertsInKafka(1);
    // When
    world.outreach.regenerateSecret(Environment.DEVELOPMENT, "another");
    world.publish(
        world.completed(
            "user-2", Environment.DEVELOPMENT, world.consent("user-2", Environment.DEVELOPMENT)));
    // Then
    eventually(() -> assertThat(target.got()).hasSize(1));
    assertThat(new String(target.got().getFirst().body(), UTF_8)).contains(EventTypes.APP_PAUSED);
  }

  /** The provider takes no such code, which is an alert. */
  private void refuse(String user) {
    world.publish(world.completed(user, Environment.PRODUCTION, "no-such-code-" + user));
  }

  private static String webhooks(String... webhooks) {
    return "alerts: { webhooks: { " + String.join(", ", webhooks) + " } }\n";
  }

  private static String webhook(String name, URI url, String... more) {
    return "%s: { url: '%s', secret: '%s', %s }"
        .formatted(name, url, SECRET, String.join(", ", more));
  }

  /** The ids of the events that a target is still to be told of, in their order. */
  private List<String> waiting(String target) {
    return world
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT event_id FROM delivery WHERE target = ? ORDER BY id")
                    .bind(0, target)
                    .mapTo(String.class)
                    .list());
  }

  private List<Integer> failures() {
    return world
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("SELECT failures FROM delivery").mapTo(Integer.class).list());
  }

  private void awaitFailures(int many) {
    eventually(() -> assertThat(failures()).containsExactly(many));
  }

  /** The first alerts of failed authorizations in Kafka. */
  private List<CloudEvent> alertsInKafka(int many) {
    eventually(
        () ->
            assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED))
                .hasSizeGreaterThanOrEqualTo(many));
    return world.alerts(EventTypes.AUTHORIZATION_FAILED).stream()
        .map(record -> read(new RecordHeaders(record.headers()), record.value()))
        .toList();
  }

  private CloudEvent read(RecordHeaders headers, byte[] value) {
    try {
      return World.CODEC.read(headers, value);
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }

  private CloudEvent envelope(Got got) {
    var headers = new RecordHeaders();
    headers.add("content-type", got.contentType().getBytes(UTF_8));
    return read(headers, got.body());
  }
}
