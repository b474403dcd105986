package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a row was taken from when his lease had ended, and since when its secret is in doubt. */
class EarlierHolderTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));
  private static final int EARLIER = 5;
  private static final int LATER = 6;

  private final Tables tables = Tables.empty();
  private final ConnectionId id = tables.connect("user-1", NOW.minusSeconds(1), FAR);

  @BeforeEach
  void theyLive() {
    tables.execute(
        "INSERT INTO worker (id, name) OVERRIDING SYSTEM VALUE VALUES (5, 'a'), (6, 'b')");
  }

  @Test
  void aFirstClaimHasNoPast() {
    assertThat(claim(EARLIER).claim().past()).isEqualTo(new Due.Past(null, null, 0, 0));
  }

  @Test
  void aTakeoverRemembersFromWhomAndSinceWhen() {
    // Given
    claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    // When
    Due.Past past = claim(LATER).claim().past();
    // Then
    assertThat(past.holder()).isEqualTo(EARLIER);
    assertThat(past.doubtSince()).isEqualTo(NOW);
  }

  @Test
  void aHolderStaysRememberedWhileTheRowIsPutOffAndOnlyWhileHeLives() {
    // Given
    claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    Due.Refresh taken = claim(LATER);
    // When
    putOff(taken);
    assertThat(claim(LATER).claim().past().holder()).isEqualTo(EARLIER);
    tables.at(NOW.plus(Tables.LEASE.multipliedBy(2)));
    tables.execute("DELETE FROM worker WHERE id = 5");
    Due.Refresh alone = claim(EARLIER);
    // Then
    assertThat(alone.claim().past().holder()).isEqualTo(LATER);
    putOff(alone.withoutHolder());
    assertThat(claim(LATER).claim().past().holder()).isNull();
  }

  @Test
  void aHolderWhoComesBackWithNothingIsForgotten() {
    // Given
    Due.Refresh slow = claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    Due.Refresh taken = claim(LATER);
    // When
    comesBack(EARLIER, slow);
    // Then
    putOff(taken);
    assertThat(claim(LATER).claim().past()).isEqualTo(unheard(0));
  }

  @Test
  void aHolderIsNotForgottenForWhatHeHasToSayOfAnOlderVersion() {
    // Given
    Due.Refresh slow = claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    putOff(claim(LATER));
    tables.execute("UPDATE connection SET version = version + 1");
    // When
    comesBack(EARLIER, slow);
    comesBack(LATER, slow);
    // Then
    assertThat(tables.row(id)).containsEntry("earlier_owner", EARLIER);
  }

  @Test
  void whereTwoWereSlowTheFirstStandsForTheSecondToo() {
    // Given
    Due.Refresh slow = claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    claim(LATER);
    tables.at(NOW.plus(Tables.LEASE.multipliedBy(2)));
    Due.Refresh taken = claim(7);
    // When
    comesBack(EARLIER, slow);
    // Then
    putOff(taken);
    assertThat(claim(7).claim().past().holder()).isEqualTo(EARLIER);
  }

  @Test
  void aCodesHolderWhoComesBackWithNothingIsForgottenToo() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    Due.Grant slow = grant(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    Due.Grant taken = grant(LATER);
    // When
    tables
        .jdbi()
        .useHandle(
            handle -> {
              EmptyHanded.grants(handle, LATER, List.of(slow));
              EmptyHanded.grants(handle, EARLIER, List.of(slow));
              var later = new Decision.Later(NOW, true, 0, "Waiting.");
              tables.grants.postpone(handle, List.of(new GrantRows.Postponed(taken, later)));
            });
    // Then
    assertThat(grant(LATER).claim().past().holder()).isNull();
  }

  @Test
  void aCodeThatAWorkerHasClaimedAgainWaitsForItsOwnEarlierCall() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    grant(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    Due.Grant again = grant(EARLIER);
    // When
    tables
        .jdbi()
        .useHandle(
            handle -> {
              EmptyHanded.grants(handle, EARLIER, List.of(again));
              var later = new Decision.Later(NOW, true, 0, "Waiting.");
              tables.grants.postpone(handle, List.of(new GrantRows.Postponed(again, later)));
            });
    // Then
    assertThat(grant(LATER).claim().past().holder()).isEqualTo(EARLIER);
  }

  @Test
  void aRescueCountsFromTheAttemptOfTheWorkerThatIsGone() {
    claim(EARLIER);
    tables.at(NOW.plusSeconds(2));
    tables.jdbi().useTransaction(handle -> assertThat(rescue(handle)).isEqualTo(1));
    assertThat(claim(LATER).claim().past()).isEqualTo(unheard(0));
  }

  @Test
  void whatWasLeftToAWorkerIsDueAtOnceWhenItIsGone() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    claim(EARLIER);
    grant(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    var later = new Decision.Later(FAR.minusSeconds(1), true, 0, "Waiting.");
    putOff(claim(LATER), later);
    Due.Grant code = grant(LATER);
    tables
        .jdbi()
        .useHandle(
            handle ->
                tables.grants.postpone(handle, List.of(new GrantRows.Postponed(code, later))));
    // When
    tables.jdbi().useTransaction(handle -> assertThat(rescue(handle)).isZero());
    tables.execute("DELETE FROM worker WHERE id = 5");
    // Then
    assertThat(claim(LATER).claim().past().holder()).isNull();
    assertThat(grant(LATER).claim().past().holder()).isNull();
  }

  @Test
  void aDoubtOfItsOwnCountsFromItsClaim() {
    Due.Refresh lost = claim(EARLIER);
    tables.at(NOW.plusSeconds(3));
    putOff(lost, new Decision.Later(NOW, true, 1, "The answer did not come."));
    assertThat(claim(LATER).claim().past()).isEqualTo(new Due.Past(NOW, null, 1, 0));
    assertThat(tables.row(id)).containsEntry("refusals", 0);
  }

  @Test
  void ofManyAttemptsInDoubtTheFirstCounts() {
    claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    claim(LATER);
    tables.at(NOW.plus(Tables.LEASE.multipliedBy(2)));
    assertThat(claim(EARLIER).claim().past().doubtSince()).isEqualTo(NOW);
  }

  @Test
  void aCodeRemembersItsHolderToo() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    grant(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    // When
    Due.Grant taken = grant(LATER);
    // Then
    assertThat(taken.claim().past().holder()).isEqualTo(EARLIER);
    assertThat(taken.claim().inDoubt()).isTrue();
  }

  /** Nobody is waited for, and the first attempt was never heard of. */
  private static Due.Past unheard(int failures) {
    return new Due.Past(NOW, null, failures, 0, NOW, false);
  }

  private void comesBack(int worker, Due.Refresh slow) {
    tables.jdbi().useHandle(handle -> EmptyHanded.refreshes(handle, worker, List.of(slow)));
  }

  private int rescue(Handle handle) {
    return Rescue.of(handle, List.of(EARLIER));
  }

  private Due.Refresh claim(int worker) {
    return tables
        .claims
        .refreshes(Tables.credentials("production"), worker, Tables.LEASE, 1, false)
        .getFirst();
  }

  private Due.Grant grant(int worker) {
    return tables
        .claims
        .grants(Tables.credentials("production"), worker, Tables.LEASE, 1, false)
        .getFirst();
  }

  private void putOff(Due.Refresh due) {
    putOff(due, new Decision.Later(NOW, due.claim().inDoubt(), 0, "Waiting."));
  }

  private void putOff(Due.Refresh due, Decision.Later later) {
    tables
        .jdbi()
        .useTransaction(
            handle -> PostponedRefresh.giveBack(handle, List.of(new PostponedRefresh(due, later))));
  }
}
