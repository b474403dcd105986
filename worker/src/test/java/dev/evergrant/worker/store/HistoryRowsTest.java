package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.store.HistoryRows.Entry;
import dev.evergrant.worker.store.Inspection.Happened;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryRowsTest {
  private static final Instant NOW = Tables.NOW;
  private static final ConnectionId ID = Tables.connection("user-1");

  private final Tables tables = Tables.empty();
  private final HistoryRows history = new HistoryRows();
  private final Inspection inspection = new Inspection(tables.jdbi());

  @AfterEach
  void goBackToToday() {
    tables.execute("TRUNCATE history");
  }

  @Test
  void everyMonthHasAPartitionMadeAhead() {
    // Given
    tables.at(Instant.parse("2031-05-17T00:00:00Z"));
    // When
    int made = tables.jdbi().inTransaction(history::ahead);
    int again = tables.jdbi().inTransaction(history::ahead);
    // Then
    assertThat(made).isEqualTo(4);
    assertThat(again).isZero();
    append(at("2031-05-31T23:59:59Z"), at("2031-06-01T00:00:00Z"), at("2031-08-16T00:00:00Z"));
    assertThat(partitionsInUse())
        .containsExactly("history_203105", "history_203106", "history_203108");
    forgetAll("2033-01-01T00:00:00Z");
  }

  @Test
  void whatCameBeforeItsPartitionMovesIntoIt() {
    // Given
    append(at("2032-03-05T00:00:00Z"), at("2032-04-05T00:00:00Z"));
    assertThat(partitionsInUse()).containsExactly("history_default");
    // When
    tables.at(Instant.parse("2032-03-10T00:00:00Z"));
    var _ = tables.jdbi().inTransaction(history::ahead);
    // Then
    assertThat(partitionsInUse()).containsExactly("history_203203", "history_203204");
    forgetAll("2034-01-01T00:00:00Z");
  }

  @Test
  void aPartitionGoesWhenAllOfItIsTooOld() {
    // Given
    tables.at(Instant.parse("2035-01-15T00:00:00Z"));
    var _ = tables.jdbi().inTransaction(history::ahead);
    append(at("2035-01-15T00:00:00Z"), at("2035-02-15T00:00:00Z"));
    // When
    tables.at(Instant.parse("2035-03-30T00:00:00Z"));
    tables.jdbi().useTransaction(handle -> history.forget(handle, Duration.ofDays(40)));
    // Then
    assertThat(partitionsInUse()).containsExactly("history_203502");
    forgetAll("2037-01-01T00:00:00Z");
  }

  @Test
  void whatHasNoPartitionOfItsOwnIsForgottenTooAndNothingElse() {
    append(at("2019-01-01T00:00:00Z"), entry(NOW.minus(Duration.ofDays(39))));
    tables.jdbi().useTransaction(handle -> history.forgetStrays(handle, Duration.ofDays(40)));
    assertThat(inspection.history(ID.toString(), 10)).hasSize(1);
  }

  @Test
  void anAttemptThatWasTakenOverIsInTheHistoryWithWhatItHadToSpend() {
    // Given
    tables.connect("user-1", NOW.minusSeconds(1), NOW.plusSeconds(3600));
    Due.Refresh lost = tables.claimRefreshes(8).getFirst();
    // When
    tables.at(NOW.plus(Tables.LEASE));
    Due.Refresh next = tables.claimRefreshes(8).getFirst();
    // Then
    assertThat(next.claim().fingerprint()).isEqualTo(lost.claim().fingerprint()).hasSize(64);
    assertThat(inspection.history(ID.toString(), 10))
        .singleElement()
        .satisfies(
            happened -> {
              assertThat(happened.what()).isEqualTo("taken_over");
              assertThat(happened.attempt()).isEqualTo(lost.claim().attempt());
              assertThat(happened.version()).isEqualTo(1);
              assertThat(happened.worker()).isEqualTo(Tables.WORKER);
              assertThat(lost.claim().fingerprint()).startsWith(happened.fingerprint());
            });
  }

  @Test
  void aCodeThatWasTakenOverIsInTheHistoryToo() {
    assertThat(tables.insert(Tables.grant("e1", "code", "user-1", NOW.plusSeconds(600)))).isOne();
    Due.Grant lost = tables.claimGrants(8).getFirst();
    tables.at(NOW.plus(Tables.LEASE));
    assertThat(tables.claimGrants(8)).hasSize(1);
    assertThat(inspection.history(ID.toString(), 10))
        .singleElement()
        .matches(happened -> happened.what().equals("taken_over"))
        .extracting(Happened::attempt)
        .isEqualTo(lost.claim().attempt());
  }

  @Test
  void aClaimThatTakesNothingOverLeavesNoEntry() {
    tables.connect("user-1", NOW.minusSeconds(1), NOW.plusSeconds(3600));
    assertThat(tables.claimRefreshes(8)).hasSize(1);
    assertThat(inspection.history(ID.toString(), 10)).isEmpty();
  }

  @Test
  void everyClaimOfAKilledWorkerIsInTheHistory() {
    // Given
    tables.connect("user-1", NOW.minusSeconds(1), NOW.plusSeconds(3600));
    tables.connect("user-2", NOW.minusSeconds(1), NOW.plusSeconds(3600));
    assertThat(tables.insert(Tables.grant("e1", "code", "user-3", NOW.plusSeconds(600)))).isOne();
    List<Due.Refresh> refreshes = tables.claimRefreshes(8);
    assertThat(tables.claimGrants(8)).hasSize(1);
    // When
    int rescued = tables.jdbi().inTransaction(handle -> Rescue.of(handle, List.of(Tables.WORKER)));
    // Then
    assertThat(rescued).isEqualTo(3);
    for (Due.Refresh lost : refreshes) {
      assertThat(inspection.history(lost.connection().toString(), 10))
          .singleElement()
          .matches(happened -> happened.what().equals("rescued"))
          .matches(happened -> lost.claim().attempt().equals(happened.attempt()));
      assertThat(tables.row(lost.connection()))
          .containsEntry("owner", null)
          .containsEntry("in_doubt", true);
    }
    assertThat(inspection.history(Tables.connection("user-3").toString(), 10)).hasSize(1);
  }

  private static Entry at(String moment) {
    return entry(Instant.parse(moment));
  }

  private static Entry entry(Instant at) {
    return new Entry(ID, at, "refreshed", 1L, null, UUID.randomUUID(), 1, "ab".repeat(32));
  }

  private void append(Entry... entries) {
    tables.jdbi().useTransaction(handle -> history.append(handle, List.of(entries)));
  }

  private List<String> partitionsInUse() {
    return tables
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT DISTINCT tableoid::regclass::text FROM history ORDER BY 1")
                    .mapTo(String.class)
                    .list());
  }

  private void forgetAll(String moment) {
    tables.at(Instant.parse(moment));
    tables.jdbi().useTransaction(handle -> history.forget(handle, Duration.ZERO));
  }
}
