package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker of which nothing was heard may have sent can still reach the provider. */
class UnheardAttemptTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));
  private static final Duration GRACE = Duration.ofSeconds(30);
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
  void whatARescuerWasGivenIsInTheShadowOfTheDeadWorkersRequest() {
    claim(EARLIER);
    rescue(EARLIER);
    assertThat(claim(LATER).claim().past().shadowed()).as("the very token").isFalse();
    refreshed(2);
    assertThat(claim(LATER).claim().past().shadowed()).isTrue();
    refreshed(3);
    assertThat(claim(LATER).claim().past().shadowed()).as("its grandchild").isFalse();
  }

  @Test
  void soIsWhatWasTakenOverWhenALeaseHadEnded() {
    claim(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    claim(LATER);
    refreshed(2);
    assertThat(claim(LATER).claim().past().shadowed()).isTrue();
  }

  @Test
  void whatWasSentOnceIsInNobodysShadow() {
    claim(EARLIER);
    refreshed(2);
    assertThat(claim(LATER).claim().past().shadowed()).isFalse();
  }

  @Test
  void theClaimOfTheLastWorkerThatWasLostIsRemembered() {
    claim(EARLIER);
    rescue(EARLIER);
    assertThat(claim(LATER).claim().past().unheardSince()).isEqualTo(NOW);
    tables.at(NOW.plusSeconds(5));
    rescue(LATER);
    assertThat(claim(EARLIER).claim().past().unheardSince()).isEqualTo(NOW);
    tables.at(NOW.plusSeconds(9));
    rescue(EARLIER);
    Due.Past past = claim(LATER).claim().past();
    assertThat(past.unheardSince()).isEqualTo(NOW.plusSeconds(5));
    assertThat(past.doubtSince()).isEqualTo(NOW);
    refreshed(2);
    assertThat(claim(LATER).claim().past().unheardSince()).isNull();
  }

  @Test
  void aCodesLostWorkerIsRememberedWhateverFailedBefore() {
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    tables.execute("UPDATE authorization_grant SET failures = 2");
    assertThat(grant(EARLIER).claim().unheard()).isFalse();
    tables.jdbi().useTransaction(handle -> Rescue.of(handle, List.of(EARLIER)));
    assertThat(grant(EARLIER).claim().unheard()).isTrue();
  }

  @Test
  void aCodeThatWasTakenOverIsUnheardToo() {
    tables.insert(Tables.grant("1", "abc", "user-2", FAR));
    grant(EARLIER);
    tables.at(NOW.plus(Tables.LEASE));
    assertThat(grant(LATER).claim().unheard()).isTrue();
  }

  private Due.Grant grant(int worker) {
    return tables
        .claims
        .grants(Tables.credentials("production"), worker, Tables.LEASE, 1, false)
        .getFirst();
  }

  @Test
  void aCodeThatWasSentTwiceCastsAShadowToo() {
    tables.put(
        new ConnectionRows.Next(
            Tables.active(id, 2, NOW.minusSeconds(1), FAR), null, Set.of(), null, true));
    assertThat(claim(LATER).claim().past().shadowed()).isTrue();
  }

  @Test
  void aNewConsentStepsOutOfTheOldOnesShadow() {
    claim(EARLIER);
    rescue(EARLIER);
    tables.put(
        new ConnectionRows.Next(
            Tables.active(id, 2, NOW.minusSeconds(1), FAR), null, Set.of(), null));
    assertThat(claim(LATER).claim().past().shadowed()).isFalse();
  }

  @Test
  void whatALostAnswerExplainsTellsNothingOfAProviderThatRefusesEverybody() {
    // Given
    tables.execute("UPDATE connection SET refusals = 1");
    claim(EARLIER);
    rescue(EARLIER);
    tables.connect("user-2", NOW.minusSeconds(1), FAR);
    tables.execute("UPDATE connection SET refusals = 1");
    // When
    String first = refused().getFirst().connection().subject();
    // Then
    assertThat(first).as("the one in doubt comes second").isEqualTo("user-2");
    assertThat(refused()).extracting(Due::connection).containsExactly(id);
    // And
    refreshed(2);
    tables.execute("UPDATE connection SET refusals = 1, owner = NULL, due_at = evergrant_now()");
    tables.execute("UPDATE connection SET due_at = '-infinity' WHERE subject = 'user-1'");
    assertThat(refused().getFirst().connection().subject())
        .as("and so does the one in a shadow")
        .isEqualTo("user-2");
  }

  private List<Due.Refresh> refused() {
    return tables.claims.refused(Tables.credentials("production"), LATER, Tables.LEASE);
  }

  @Test
  void withinAGraceWhatIsInDoubtIsClaimedByItself() {
    // Given
    claim(EARLIER);
    rescue(EARLIER);
    tables.connect("user-2", NOW.minusSeconds(1), FAR);
    // When
    List<Due.Refresh> claimed = inDoubt();
    // Then
    assertThat(claimed).extracting(Due::connection).containsExactly(id);
    assertThat(claimed.getFirst().claim().probe()).isFalse();
    assertThat(inDoubt()).as("under a claim").isEmpty();
  }

  @Test
  void afterTheGraceNothingIsGainedByIt() {
    claim(EARLIER);
    rescue(EARLIER);
    tables.at(NOW.plus(GRACE));
    assertThat(inDoubt()).isEmpty();
    tables.at(NOW.plus(GRACE).minusMillis(1));
    assertThat(inDoubt()).hasSize(1);
  }

  private List<Due.Refresh> inDoubt() {
    return tables.claims.inDoubt(Tables.credentials("production"), LATER, Tables.LEASE, 8, GRACE);
  }

  private void refreshed(long version) {
    tables.put(Tables.active(id, version, NOW.minusSeconds(1), FAR));
  }

  private void rescue(int gone) {
    tables
        .jdbi()
        .useTransaction(handle -> assertThat(Rescue.of(handle, List.of(gone))).isEqualTo(1));
  }

  private Due.Refresh claim(int worker) {
    return tables
        .claims
        .refreshes(Tables.credentials("production"), worker, Tables.LEASE, 1, false)
        .getFirst();
  }
}
