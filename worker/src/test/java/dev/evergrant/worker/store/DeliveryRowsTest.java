package dev.evergrant.worker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.DeliveryRows.Due;
import dev.evergrant.worker.store.DeliveryRows.Failure;
import dev.evergrant.worker.store.OutboxRows.AlertEvent;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryRowsTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(3);

  private final Tables tables = Tables.empty();
  private final CloudEventCodec codec = new CloudEventCodec();
  private final DeliveryRows rows =
      new DeliveryRows(
          List.of(
              webhook("all", List.of(), List.of()),
              webhook("crm", List.of("crm-sync"), List.of()),
              webhook("paused", List.of(), List.of(EventTypes.APP_PAUSED))),
          codec);
  private final OutboxRows outbox = new OutboxRows(rows);

  @Test
  void anAlertIsPromisedToThoseThatWantItsAppAndType() {
    append(paused("1", "crm-sync"), resumed("2", "crm-sync"), paused("3", "billing"));
    append(new Message("updates", "user-1", Map.of(), "{}".getBytes(UTF_8)));
    assertThat(ids(claim("all"))).containsExactly("1", "2", "3");
    assertThat(ids(claim("crm"))).containsExactly("1", "2");
    assertThat(ids(claim("paused"))).containsExactly("1", "3");
    assertThat(outbox.oldest(tables.jdbi(), 10)).hasSize(4);
  }

  @Test
  void whatIsSentIsTheEventInStructuredMode() {
    Message alert = paused("1", "crm-sync");
    append(alert);
    Due due = claim("all").getFirst();
    assertThat(due.type()).isEqualTo(EventTypes.APP_PAUSED);
    assertThat(new String(due.body(), UTF_8))
        .startsWith("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/evergrant\",")
        .endsWith(",\"data\":" + new String(payload(alert), UTF_8) + "}");
  }

  @Test
  void whatIsRolledBackWasNeverPromised() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                tables
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          outbox.append(handle, List.of(paused("1", "crm-sync")));
                          throw new IllegalStateException("the commit failed");
                        }));
    assertThat(due()).isEmpty();
  }

  @Test
  void theyComeInTheOrderInWhichTheyWereSaid() {
    append(
        IntStream.range(0, 40)
            .mapToObj(i -> paused(Integer.toString(i), "crm-sync"))
            .toArray(Message[]::new));
    assertThat(ids(rows.claim(tables.jdbi(), "all", LEASE, 25)))
        .containsExactlyElementsOf(numbers(0, 25));
    assertThat(ids(rows.claim(tables.jdbi(), "all", LEASE, 25)))
        .containsExactlyElementsOf(numbers(25, 40));
  }

  @Test
  void aClaimIsOnesOwnUntilItsLeaseEnds() {
    append(paused("1", "crm-sync"));
    assertThat(claim("all")).hasSize(1);
    assertThat(claim("all")).isEmpty();
    assertThat(due()).containsExactlyInAnyOrder("crm", "paused");
    tables.at(Tables.NOW.plus(LEASE));
    assertThat(due()).contains("all");
    assertThat(claim("all")).hasSize(1);
  }

  @Test
  void aClaimThatIsLetGoIsDueAtOnceAndCountsNoFailure() {
    append(paused("1", "crm-sync"));
    rows.release(tables.jdbi(), claim("all").stream().map(Due::id).toList());
    assertThat(claim("all")).singleElement().extracting(Due::failures).isEqualTo(0);
  }

  @Test
  void aFailureWaitsAndIsNoConcernOfOtherTargets() {
    append(paused("1", "crm-sync"));
    fail(claim("all").getFirst(), Duration.ofSeconds(5), false);
    assertThat(due()).containsExactlyInAnyOrder("crm", "paused");
    tables.at(Tables.NOW.plusSeconds(5));
    assertThat(claim("all")).singleElement().extracting(Due::failures).isEqualTo(1);
  }

  @Test
  void whenTheTargetWorksAgainAllThatWaitedForItIsDueButWhatItRefused() {
    append(paused("1", "crm-sync"), paused("2", "crm-sync"), paused("3", "crm-sync"));
    List<Due> due = claim("all");
    fail(due.get(0), Duration.ofHours(1), false);
    fail(due.get(1), Duration.ofHours(1), true);
    assertThat(due()).doesNotContain("all");
    rows.delivered(tables.jdbi(), "all", due.get(2).id());
    assertThat(ids(claim("all"))).containsExactly("1");
    tables.at(Tables.NOW.plus(Duration.ofHours(1)));
    assertThat(ids(claim("all"))).containsExactly("1", "2");
    assertThat(ids(claim("crm"))).hasSize(3);
  }

  @Test
  void aFailureAfterThreeDaysIsTheLast() {
    append(paused("1", "crm-sync"));
    tables.at(Tables.NOW.plus(LONGEST).minusMillis(1));
    assertThat(fail(claim("all").getFirst(), Duration.ZERO, false)).isFalse();
    tables.at(Tables.NOW.plus(LONGEST));
    assertThat(fail(claim("all").getFirst(), Duration.ZERO, false)).isTrue();
    assertThat(claim("all")).isEmpty();
    assertThat(claim("crm")).hasSize(1);
  }

  @Test
  void theOldestOfEachTargetHasAnAge() {
    append(paused("1", "crm-sync"));
    tables.at(Tables.NOW.plusSeconds(30));
    append(resumed("2", "crm-sync"));
    rows.delivered(tables.jdbi(), "crm", claim("crm").getFirst().id());
    tables.at(Tables.NOW.plusSeconds(40));
    assertThat(rows.ages(tables.jdbi()))
        .containsExactlyInAnyOrderEntriesOf(Map.of("all", 40.0, "crm", 10.0, "paused", 40.0));
  }

  @Test
  void whatIsPromisedToNobodyAnyMoreIsDeletedButNotAtOnce() {
    append(paused("1", "crm-sync"), resumed("2", "crm-sync"));
    Duration after = Duration.ofHours(1);
    assertThat(rows.forgetOthers(tables.jdbi(), List.of("crm"), after)).isEmpty();
    tables.at(Tables.NOW.plus(after));
    assertThat(rows.forgetOthers(tables.jdbi(), List.of("crm"), after))
        .containsExactlyInAnyOrderEntriesOf(Map.of("all", 2, "paused", 1));
    assertThat(due()).containsExactly("crm");
  }

  private void append(Message... messages) {
    tables.jdbi().useTransaction(handle -> outbox.append(handle, List.of(messages)));
  }

  private Set<String> due() {
    return rows.due(tables.jdbi(), List.of("all", "crm", "paused", "none"));
  }

  private List<Due> claim(String target) {
    return rows.claim(tables.jdbi(), target, LEASE, 100);
  }

  private boolean fail(Due due, Duration pause, boolean refused) {
    var failure = new Failure(due.id(), "status 500", pause, refused);
    return tables.jdbi().inTransaction(handle -> rows.failed(handle, failure, LONGEST));
  }

  private Message paused(String id, String app) {
    return message(
        id,
        new Alert.AppPaused(
            app, "production", "outreach", "invalid_client", "Put it right.", Tables.NOW));
  }

  private Message resumed(String id, String app) {
    return message(id, new Alert.AppResumed(app, "production", "outreach", Tables.NOW, Tables.NOW));
  }

  private Message message(String id, Alert alert) {
    var event = codec.event(id, "/evergrant", alert.type(), Tables.NOW, alert);
    return new Message("alerts", "a/b", Map.of(), event.data(), new AlertEvent(alert.app(), event));
  }

  private static byte[] payload(Message message) {
    return requireNonNull(message.payload());
  }

  private static Webhook webhook(String name, List<String> apps, List<String> types) {
    return new Webhook(
        name, URI.create("https://chat.example/"), new Secret("whsec_"), null, apps, types);
  }

  private static List<String> ids(List<Due> due) {
    return due.stream().map(Due::eventId).toList();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
