package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.store.SubscriptionRows.Unsettled;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubscriptionRowsTest {
  private final Tables tables = Tables.empty();
  private final SubscriptionRows a = new SubscriptionRows(Map.of("crm-sync", "A"));
  private final SubscriptionRows b = new SubscriptionRows(Map.of("crm-sync", "B"));

  @Test
  void anAppWithoutConnectionsHasNothingToState() {
    start(1, a);
    assertThat(waiting()).isEmpty();
    start(2, a);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void theFirstWorkerOfADatabaseWithConnectionsStatesThemOnceAndAnotherOfItsKindNothing() {
    tables.connect("a", Tables.NOW, Tables.NOW);
    start(1, a);
    assertThat(next(a)).isEqualTo(new Unsettled("crm-sync", "", 0));
    settle(a);
    start(2, a);
    assertThat(next(a)).isNull();
  }

  @Test
  void aWorkerWithOtherSubscribersHasEverythingStatedWhenItIsAloneWithItsKind() {
    // Given
    settled(1, a);
    // When
    start(2, b);
    // Then
    assertThat(next(a)).isNull();
    assertThat(next(b)).isNull();
    assertThat(waiting()).containsExactly("crm-sync");
    // When
    stop(1);
    // Then
    assertThat(next(b)).isEqualTo(new Unsettled("crm-sync", "", 0));
    settle(b);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whenTheNewOneIsTakenBackWhatItHasSaidMeanwhileIsPutRight() {
    // Given
    settled(1, a);
    // When
    start(2, b);
    stop(2);
    // Then
    assertThat(next(a)).isEqualTo(new Unsettled("crm-sync", "", 0));
    settle(a);
    // Then
    start(3, a);
    assertThat(next(a)).isNull();
  }

  @Test
  void whatIsStatedIsRememberedSoThatAKillCostsNoMoreThanABatch() {
    // Given
    settled(1, a);
    stop(1);
    start(2, b);
    advance(b, new Unsettled("crm-sync", "crm-sync/production/m", 7));
    // When
    stop(2);
    start(3, b);
    // Then
    assertThat(next(b)).isEqualTo(new Unsettled("crm-sync", "crm-sync/production/m", 7));
  }

  @Test
  void aChangeInTheMiddleBeginsAnew() {
    // Given
    settled(1, a);
    stop(1);
    start(2, b);
    advance(b, new Unsettled("crm-sync", "crm-sync/production/m", 7));
    // When
    start(3, a);
    stop(2);
    // Then
    assertThat(next(a)).isEqualTo(new Unsettled("crm-sync", "", 0));
  }

  @Test
  void whatAVisitorMayHaveCommittedInTheMiddleIsStatedToo() {
    // Given
    settled(1, a);
    stop(1);
    start(2, b);
    advance(b, new Unsettled("crm-sync", "crm-sync/production/m", 7));
    // When
    start(3, a);
    stop(3);
    // Then
    assertThat(next(b)).isEqualTo(new Unsettled("crm-sync", "", 0));
  }

  @Test
  void evenIfTheOneThatCausedItIsGoneAndComesAgain() {
    // Given
    start(1, b);
    start(2, a);
    stop(2);
    // The row still has what the last one to start had; now it is stated for those who are left.
    advance(b, new Unsettled("crm-sync", "crm-sync/production/m", 7));
    // When
    start(3, a);
    stop(1);
    // Then
    assertThat(next(a)).isEqualTo(new Unsettled("crm-sync", "", 0));
  }

  @Test
  void aWorkerOfAnOlderVersionIsWaitedFor() {
    settled(1, a);
    tables.execute("INSERT INTO worker (id, name) OVERRIDING SYSTEM VALUE VALUES (9, 'old')");
    start(2, b);
    stop(1);
    assertThat(next(b)).isNull();
    stop(9);
    assertThat(next(b)).isNotNull();
  }

  @Test
  void anAppThatIsNotConfiguredAnyMoreIsStatedToNobody() {
    // Given
    settled(1, a);
    stop(1);
    var none = new SubscriptionRows(Map.of("other", ""));
    // When
    start(2, none);
    // Then
    assertThat(waiting()).containsExactly("crm-sync");
    assertThat(next(none)).isEqualTo(new Unsettled("crm-sync", "", 0));
  }

  @Test
  void onlyActiveConnectionsOfTheAppAreStatedInTheOrderOfTheirNames() {
    // Given
    for (String user : List.of("c", "a", "b")) {
      tables.connect(user, Tables.NOW, Tables.NOW);
    }
    tables.execute(
        "UPDATE connection SET status = 'revoked', reason = 'user_disconnected' WHERE subject ="
            + " 'b'");
    // Then
    assertThat(some(new Unsettled("crm-sync", "", 0), 9))
        .containsExactly("crm-sync/production/a", "crm-sync/production/c");
    assertThat(some(new Unsettled("crm-sync", "crm-sync/production/a", 1), 9))
        .containsExactly("crm-sync/production/c");
    assertThat(some(new Unsettled("crm-sync", "", 0), 1)).hasSize(1);
    assertThat(some(new Unsettled("crm", "", 0), 9)).isEmpty();
  }

  private void settled(int worker, SubscriptionRows rows) {
    start(worker, rows);
    assertThat(waiting()).isEmpty();
  }

  private void start(int worker, SubscriptionRows rows) {
    new WorkerRows(rows).register(tables.jdbi(), worker, "worker-" + worker);
  }

  private void stop(int worker) {
    new WorkerRows(a).remove(tables.jdbi(), worker);
  }

  private @Nullable Unsettled next(SubscriptionRows rows) {
    return tables.jdbi().inTransaction(handle -> rows.next(handle).orElse(null));
  }

  private void advance(SubscriptionRows rows, Unsettled to) {
    tables.jdbi().useTransaction(handle -> rows.advance(handle, to));
  }

  private void settle(SubscriptionRows rows) {
    tables.jdbi().useTransaction(handle -> rows.settle(handle, rows.next(handle).orElseThrow()));
  }

  private List<String> waiting() {
    return tables.jdbi().withHandle(a::waiting);
  }

  private List<String> some(Unsettled of, int limit) {
    return tables.jdbi().withHandle(handle -> a.some(handle, of, limit)).stream()
        .map(Object::toString)
        .toList();
  }
}
