package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.QuarantineRows.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuarantineRowsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));

  private final Tables tables = Tables.empty();
  private final QuarantineRows quarantine = new QuarantineRows(tables.cipher, tables.fingerprints);
  private final ConnectionId id = tables.connect("user-1", NOW.minusSeconds(1), FAR);

  @Test
  void theNewestSetIsTheFirstToBeTried() {
    long first = keep(kept("one"));
    long second = keep(kept("two"));
    assertThat(sets()).containsExactly(second, first);
  }

  @Test
  void aSetWhoseCommitIsRunAgainIsKeptOnce() {
    Kept set = kept("one");
    keep(set);
    keep(set);
    assertThat(sets()).hasSize(1);
  }

  @Test
  void theNextAttemptSpendsTheSetThatIsToBeTried() {
    // Given
    long set = keep(kept("quarantined"));
    Due.Refresh refused = tables.claimRefreshes(1).getFirst();
    assertThat(refused.trying()).isNull();
    // When
    postpone(new PostponedRefresh(refused, later(), 1, set));
    Due.Refresh trying = tables.claimRefreshes(1).getFirst();
    // Then
    assertThat(trying.refreshToken()).isEqualTo(new Secret("quarantined"));
    assertThat(trying.trying()).isEqualTo(set);
    assertThat(trying.version()).isEqualTo(1);
    assertThat(trying.claim().past().refusals()).isEqualTo(1);
  }

  @Test
  void anAttemptOnASetThatIsGoneSpendsTheConnectionsOwn() {
    long set = keep(kept("quarantined"));
    postpone(new PostponedRefresh(tables.claimRefreshes(1).getFirst(), later(), 1, set));
    tables.jdbi().useTransaction(handle -> quarantine.delete(handle, List.of(set)));
    Due.Refresh own = tables.claimRefreshes(1).getFirst();
    assertThat(own.refreshToken()).isEqualTo(new Secret("refresh-user-1"));
    assertThat(own.trying()).isNull();
  }

  @Test
  void aNewTokenSetEndsTheTrial() {
    long set = keep(kept("quarantined"));
    postpone(new PostponedRefresh(tables.claimRefreshes(1).getFirst(), later(), 1, set));
    tables.put(Tables.active(id, 2, NOW.minusSeconds(1), FAR));
    Due.Refresh own = tables.claimRefreshes(1).getFirst();
    assertThat(own.trying()).isNull();
    assertThat(own.claim().past().refusals()).isZero();
  }

  @Test
  void aSetOpensOnlyInItsOwnPlace() {
    // Given
    keep(kept("one"));
    keep(kept("two"));
    // When
    tables.execute(
        """
        UPDATE quarantine SET refresh_token =
          (SELECT refresh_token FROM quarantine ORDER BY id LIMIT 1)\
        """);
    // Then
    long moved = sets().getFirst();
    postpone(new PostponedRefresh(tables.claimRefreshes(1).getFirst(), later(), 1, moved));
    assertThat(tables.claimRefreshes(1)).isEmpty();
    assertThat(tables.row(id)).containsEntry("status", "active").containsEntry("failures", 0);
    byte[] sealed = new byte[] {1, 2, 3};
    UUID attempt = UUID.randomUUID();
    assertThatThrownBy(() -> QuarantineRows.open(tables.cipher, sealed, id.toString(), attempt))
        .isInstanceOf(Cipher.CannotDecrypt.class);
  }

  @Test
  void setsOfEndedConnectionsAreTakenOutAndOneThatDoesNotOpenHoldsNobodyUp() {
    // Given
    keep(kept("one"));
    keep(kept("two"));
    tables.execute(
        "UPDATE quarantine SET refresh_token = '\\x00' WHERE id = %d".formatted(sets().getLast()));
    // When
    var taken = tables.jdbi().inTransaction(handle -> quarantine.takeOut(handle, List.of(id)));
    // Then
    assertThat(taken).containsExactly(new QuarantineRows.Unwanted(id, 1, new Secret("two")));
    assertThat(sets()).isEmpty();
  }

  @Test
  void aSetIsForgottenADayLaterIfTheChainWasCarriedOnTwice() {
    keep(kept("one"));
    tables.put(Tables.active(id, 2, FAR, FAR));
    tables.at(NOW.plus(Duration.ofHours(25)));
    assertThat(purge()).isZero();
    tables.put(Tables.active(id, 3, FAR, FAR));
    tables.at(NOW.plus(Duration.ofHours(23)));
    assertThat(purge()).isZero();
    tables.at(NOW.plus(Duration.ofHours(25)));
    assertThat(purge()).isEqualTo(1);
    assertThat(sets()).isEmpty();
  }

  @Test
  void aSetOfAnEndedConnectionIsForgottenADayAfterTheEnd() {
    keep(kept("one"));
    tables.at(NOW.plus(Duration.ofHours(20)));
    tables.put(
        new Connection.Revoked(
            id, 2, Samples.consentOf("acme"), Reason.LOST_IN_FLIGHT, Samples.ANSWERED));
    tables.at(NOW.plus(Duration.ofHours(43)));
    assertThat(purge()).isZero();
    tables.at(NOW.plus(Duration.ofHours(45)));
    assertThat(purge()).isEqualTo(1);
  }

  private Kept kept(String refreshToken) {
    return new Kept(id, 1, 1, UUID.randomUUID(), new Secret(refreshToken), "It came late.", 3, NOW);
  }

  private long keep(Kept set) {
    tables.jdbi().useTransaction(handle -> quarantine.keep(handle, List.of(set)));
    return sets().getFirst();
  }

  private List<Long> sets() {
    return tables
        .jdbi()
        .inTransaction(
            handle ->
                quarantine.of(handle, List.of(id)).values().stream()
                    .flatMap(sets -> sets.stream())
                    .toList());
  }

  private void postpone(PostponedRefresh row) {
    tables.jdbi().useTransaction(handle -> PostponedRefresh.giveBack(handle, List.of(row)));
  }

  private static Decision.Later later() {
    return new Decision.Later(NOW, false, 0, "Refused.");
  }

  private int purge() {
    return tables.jdbi().inTransaction(handle -> quarantine.purge(handle, 100));
  }
}
