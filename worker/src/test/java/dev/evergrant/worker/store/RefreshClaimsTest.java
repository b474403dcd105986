package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshClaimsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));

  private final Tables tables = Tables.empty();

  @Test
  void whatIsPastItsFloorGoesFirstNearestToItsDeathFirst() {
    // Given
    tables.connect("longest-due", ago(600), FAR);
    tables.connect("due", ago(300), FAR);
    tables.connect("urgent", ago(100), ago(10));
    tables.connect("dying", ago(100), ago(50));
    tables.connect("not-yet", NOW.plusSeconds(1), FAR);
    // When
    List<String> order = new ArrayList<>();
    for (var one = tables.claimRefreshes(1); !one.isEmpty(); one = tables.claimRefreshes(1)) {
      order.add(one.getFirst().connection().subject());
    }
    // Then
    assertThat(order).containsExactly("dying", "urgent", "longest-due", "due");
  }

  @Test
  void aBatchHasWhatIsUrgentAndThenWhatIsDueUpToItsLimit() {
    tables.connect("due", ago(600), FAR);
    tables.connect("later-due", ago(300), FAR);
    tables.connect("urgent", ago(100), ago(10));
    assertThat(subjects(tables.claimRefreshes(2))).containsExactlyInAnyOrder("urgent", "due");
  }

  @Test
  void aClaimBringsAllThatARequestNeedsAndIsRecordedBeforeIt() {
    // Given
    ConnectionId id = tables.connect("user-1", ago(1), FAR);
    // When
    Due.Refresh claimed = tables.claimRefreshes(8).getFirst();
    // Then
    assertThat(claimed.refreshToken()).isEqualTo(new Secret("refresh-user-1"));
    assertThat(claimed.version()).isEqualTo(1);
    assertThat(claimed.consent().user()).isEqualTo(Samples.consentOf("acme").user());
    assertThat(claimed.claim().at()).isEqualTo(NOW);
    assertThat(claimed.claim().inDoubt()).isFalse();
    assertThat(tables.row(id))
        .containsEntry("attempt", claimed.claim().attempt())
        .containsEntry("owner", Tables.WORKER);
  }

  /** Its rows may be read long after the database has committed it: the worker may be paused. */
  @Test
  void aClaimIsAsOldAsItsStatementTook() {
    // Given
    tables.connect("user-1", ago(1), FAR);
    var clock = List.of(1_000L, 7_000L).iterator();
    Claims claims = new Claims(tables.jdbi(), tables.cipher, clock::next);
    // When
    var claimed =
        claims
            .refreshes(
                Tables.credentials("production"), Tables.WORKER, Duration.ofMinutes(1), 8, false)
            .getFirst();
    // Then
    assertThat(claimed.claim().nanosAt(Duration.ofNanos(8_000))).isEqualTo(9_000);
    assertThat(claimed.claim().timeAt(9_000)).isEqualTo(NOW.plusNanos(2_000));
  }

  @Test
  void onlyActiveConnectionsOfTheseCredentialsAreClaimed() {
    tables.connect("user-1", ago(1), FAR);
    tables.put(
        new Connection.Revoked(
            Tables.connection("user-2"),
            2,
            Samples.consentOf("acme"),
            Reason.PROVIDER_REVOKED,
            NOW));
    tables.put(
        Tables.active(new ConnectionId("crm-sync", "development", "user-3"), 1, ago(1), FAR));
    assertThat(subjects(tables.claimRefreshes(8))).containsExactly("user-1");
  }

  @Test
  void aRowThatIsClaimedAgainAfterItsLeaseIsInDoubt() {
    // Given
    tables.connect("user-1", ago(1), FAR);
    Due.Refresh first = tables.claimRefreshes(8).getFirst();
    // When
    tables.at(NOW.plus(Tables.LEASE).minusMillis(1));
    List<Due.Refresh> tooEarly = tables.claimRefreshes(8);
    tables.at(NOW.plus(Tables.LEASE));
    Due.Refresh again = tables.claimRefreshes(8).getFirst();
    // Then
    assertThat(tooEarly).isEmpty();
    assertThat(again.claim().inDoubt()).isTrue();
    assertThat(again.claim().attempt()).isNotEqualTo(first.claim().attempt());
  }

  @Test
  void aRowThatWasGivenBackIsAsItsDecisionSays() {
    // Given
    tables.connect("user-1", ago(1), FAR);
    Due.Refresh first = tables.claimRefreshes(8).getFirst();
    // When
    postpone(first, new Decision.Later(NOW, false, 4, "Connection refused."));
    // Then
    Due.Refresh again = tables.claimRefreshes(8).getFirst();
    assertThat(again.claim().inDoubt()).isFalse();
    assertThat(again.claim().failures()).isEqualTo(4);
  }

  @Test
  void whatAnOvertakenAttemptGivesBackChangesNothing() {
    // Given
    ConnectionId id = tables.connect("user-1", ago(1), FAR);
    Due.Refresh first = tables.claimRefreshes(8).getFirst();
    tables.at(NOW.plus(Tables.LEASE));
    var _ = tables.claimRefreshes(8);
    var before = tables.row(id);
    // When
    postpone(first, new Decision.Later(NOW, false, 9, "Too late."));
    // Then
    assertThat(tables.row(id)).isEqualTo(before);
  }

  @Test
  void theClaimsOfALostWorkerAreDueAtOnceAndInDoubtAndNobodyElsesAre() {
    // Given
    ConnectionId lost = tables.connect("lost", ago(1), FAR);
    tables.claimRefreshes(8);
    ConnectionId held = tables.connect("held", ago(1), FAR);
    tables.claims.refreshes(Tables.credentials("production"), 2, Tables.LEASE, 8, false);
    var before = tables.row(held);
    // When
    int rescued = rescue(Tables.WORKER);
    // Then
    assertThat(rescued).isEqualTo(1);
    assertThat(tables.row(held)).isEqualTo(before);
    assertThat(tables.row(lost)).containsEntry("owner", null).containsEntry("in_doubt", true);
    assertThat(tables.claimRefreshes(8))
        .singleElement()
        .matches(due -> due.claim().inDoubt() && due.connection().equals(lost));
  }

  @Test
  void aRowThatSomebodyHasLockedIsLeftToThem() {
    tables.connect("locked", ago(100), FAR);
    tables.connect("free", ago(1), FAR);
    try (var handle = tables.jdbi().open()) {
      handle.begin();
      var _ = tables.connections.lock(handle, List.of(Tables.connection("locked")));
      assertThat(subjects(tables.claimRefreshes(8))).containsExactly("free");
      handle.rollback();
    }
  }

  @Test
  void workersThatClaimAtTheSameTimeNeverClaimTheSameRow()
      throws InterruptedException, ExecutionException {
    // Given
    IntStream.range(0, 300).forEach(i -> tables.connect("user-" + i, ago(i + 1), FAR));
    Callable<List<String>> worker =
        () -> {
          List<String> mine = new ArrayList<>();
          for (var some = tables.claimRefreshes(8); !some.isEmpty(); ) {
            mine.addAll(subjects(some));
            some = tables.claimRefreshes(8);
          }
          return mine;
        };
    // When
    List<String> all = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var part : threads.invokeAll(List.of(worker, worker, worker, worker))) {
        all.addAll(part.get());
      }
    }
    // Then
    assertThat(all).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void aRowThatDoesNotOpenIsGivenBackAndThoseBesideItAreClaimed() {
    // Given
    ConnectionId moved = tables.connect("user-1", ago(2), FAR);
    tables.connect("user-2", FAR, FAR);
    tables.connect("user-3", ago(1), FAR);
    tables.execute(
        """
        UPDATE connection SET refresh_token = (SELECT refresh_token FROM connection
          WHERE subject = 'user-2') WHERE subject = 'user-1'\
        """);
    // When
    List<Due.Refresh> claimed = tables.claimRefreshes(8);
    // Then
    assertThat(subjects(claimed)).containsExactly("user-3");
    assertThat(tables.row(moved))
        .containsEntry("status", "active")
        .containsEntry("owner", null)
        .containsEntry("in_doubt", false)
        .containsEntry("failures", 0)
        .containsEntry("due_at", Timestamp.from(NOW.plus(Duration.ofMinutes(5))))
        .containsEntry("problem", "It cannot be decrypted with the worker's keyset.");
  }

  private int rescue(int worker) {
    return tables.jdbi().inTransaction(handle -> Rescue.of(handle, List.of(worker)));
  }

  private void postpone(Due.Refresh due, Decision.Later later) {
    tables
        .jdbi()
        .useTransaction(
            handle -> PostponedRefresh.giveBack(handle, List.of(new PostponedRefresh(due, later))));
  }

  private static List<String> subjects(List<Due.Refresh> dues) {
    return dues.stream().map(due -> due.connection().subject()).toList();
  }

  private static Instant ago(long seconds) {
    return NOW.minusSeconds(seconds);
  }
}
