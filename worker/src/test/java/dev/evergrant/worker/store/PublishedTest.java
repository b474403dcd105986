package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.Published.Newest;
import dev.evergrant.worker.store.Published.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishedTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));
  private static final String TOPIC = "updates";

  private final Tables tables = Tables.empty();

  @Test
  void eachConnectionIsCountedOnceByTheNewestThatKafkaHas() {
    // Given
    connect("equal", 5);
    connect("ahead", 7);
    connect("behind", 5);
    connect("unpublished", 1);
    // When
    Report report =
        compare(
            List.of(newest("equal", 4), newest("behind", 6), newest("ahead", 6)),
            List.of(newest("equal", 5), newest("behind", 5), newest("unknown", 3)));
    // Then
    assertThat(report).isEqualTo(new Report(1, 1, 1, 1, 1, 1));
  }

  @Test
  void whatIsBehindIsNeverClaimedUntilItIsLetGo() {
    // Given
    ConnectionId behind = connect("behind", 5);
    connect("equal", 5);
    compare(List.of(newest("equal", 5), newest("behind", 6)));
    // When
    tables.at(NOW.plus(Duration.ofDays(10_000)));
    var claimed = tables.claimRefreshes(8);
    // Then
    assertThat(claimed).extracting(due -> due.connection().subject()).containsExactly("equal");
    assertThat(tables.row(behind).get("held")).asString().contains("version 5", "version 6");
    int released = tables.jdbi().inTransaction(Published::release);
    assertThat(released).isEqualTo(1);
    assertThat(tables.claimRefreshes(8))
        .singleElement()
        .matches(due -> due.connection().equals(behind));
  }

  @Test
  void aClaimInTheBackupDoesNotLetItGo() {
    // Given
    ConnectionId behind = connect("behind", 5);
    assertThat(tables.claimRefreshes(8)).hasSize(1);
    compare(List.of(newest("behind", 6)));
    // When
    int rescued = tables.jdbi().inTransaction(handle -> Rescue.of(handle, List.of(Tables.WORKER)));
    // Then
    assertThat(rescued).isZero();
    assertThat(tables.claimRefreshes(8)).isEmpty();
    assertThat(tables.row(behind)).containsEntry("in_doubt", true).containsEntry("owner", null);
  }

  @Test
  void aReportOfARejectedTokenDoesNotLetItGo() {
    ConnectionId behind = connect("behind", 5);
    compare(List.of(newest("behind", 6)));
    tables
        .jdbi()
        .useTransaction(
            handle ->
                new Rejections(tables.connections)
                    .reject(handle, List.of(new Rejections.Rejected(behind, 5, Duration.ZERO))));
    assertThat(tables.claimRefreshes(8)).isEmpty();
  }

  @Test
  void aNewGrantLetsItGoUnderAVersionAboveKafkas() {
    // Given
    ConnectionId behind = connect("behind", 5);
    compare(List.of(newest("behind", 9)));
    assertThat(nextVersion(behind)).isEqualTo(10);
    // When
    tables.put(Tables.active(behind, 10, NOW.minusSeconds(1), FAR));
    // Then
    assertThat(tables.row(behind)).containsEntry("held", null);
    assertThat(tables.claimRefreshes(8)).hasSize(1);
    assertThat(nextVersion(behind)).isEqualTo(11);
  }

  @Test
  void aConnectionThatOnlyKafkaKnowsContinuesItsVersions() {
    compare(List.of(newest("unknown", 3)));
    assertThat(nextVersion(Tables.connection("unknown"))).isEqualTo(4);
  }

  @Test
  void whatKafkaSaysWasErasedIsHeld() {
    ConnectionId erased = connect("erased", 5);
    Report report = compare(List.of(newest("erased", 5)), List.of(erased("erased")));
    assertThat(report.held()).isEqualTo(1);
    assertThat(tables.row(erased).get("held")).asString().contains("erased");
    assertThat(nextVersion(erased)).isEqualTo(6);
  }

  @Test
  void versionsBeforeAnErasureCountNoMore() {
    connect("again", 2);
    Report report =
        compare(
            List.of(newest("again", 9)),
            List.of(new Newest(Tables.connection("again").toString(), 1L, true)),
            List.of(newest("again", 2)));
    assertThat(report).isEqualTo(new Report(1, 0, 0, 0, 0, 0));
  }

  @Test
  void aRevokedConnectionThatIsBehindIsNotHeldButContinuesAboveKafka() {
    ConnectionId id = Tables.connection("revoked");
    tables.put(
        new Connection.Revoked(id, 3, Samples.consentOf("acme"), Reason.PROVIDER_REVOKED, NOW));
    assertThat(compare(List.of(newest("revoked", 4)))).isEqualTo(new Report(0, 0, 1, 0, 0, 0));
    assertThat(nextVersion(id)).isEqualTo(5);
  }

  @Test
  void theOutboxKeepsOnlyWhatKafkaDoesNotHave() {
    // Given
    ConnectionId ahead = connect("ahead", 7);
    ConnectionId equal = connect("equal", 5);
    ConnectionId behind = connect("behind", 5);
    promise(TOPIC, ahead);
    promise(TOPIC, equal);
    promise(TOPIC, behind);
    promise("alerts", behind);
    // When
    compare(List.of(newest("ahead", 6), newest("equal", 5), newest("behind", 6)));
    // Then
    assertThat(new OutboxRows().oldest(tables.jdbi(), 10))
        .extracting(promised -> promised.message().topic() + " " + promised.message().key())
        .containsExactly(TOPIC + " " + ahead, "alerts " + behind);
  }

  private ConnectionId connect(String user, long version) {
    ConnectionId id = Tables.connection(user);
    tables.put(Tables.active(id, version, NOW.minusSeconds(1), FAR));
    return id;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  private Report compare(List<Newest>... batches) {
    return tables
        .jdbi()
        .withHandle(
            handle -> {
              Published published = Published.begin(handle);
              List.of(batches).forEach(published::add);
              return published.settle(TOPIC);
            });
  }

  private void promise(String topic, ConnectionId id) {
    tables
        .jdbi()
        .useTransaction(
            handle ->
                new OutboxRows()
                    .append(
                        handle, List.of(new Message(topic, id.toString(), Map.of(), new byte[0]))));
  }

  private @Nullable Long nextVersion(ConnectionId id) {
    var rows = tables.jdbi().inTransaction(handle -> tables.connections.lock(handle, List.of(id)));
    var row = rows.get(id);
    return row == null ? null : row.nextVersion();
  }

  private static Newest newest(String user, long version) {
    return new Newest(Tables.connection(user).toString(), version, false);
  }

  private static Newest erased(String user) {
    return new Newest(Tables.connection(user).toString(), null, true);
  }
}
