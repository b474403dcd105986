package dev.evergrant.worker.work;

import static dev.evergrant.worker.work.Batch.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.GrantRows.State;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that come when their connection or grant has moved on; a refresh spent version 1. */
class LateTokensTest {
  private final Due.Refresh refresh = Samples.refresh(Samples.firstClaim());
  private final Due.Grant grant = Samples.grant(Samples.firstClaim());
  private final ConnectionId id = refresh.connection();

  @ParameterizedTest(name = "a connection ended as {0} at version {1}: {2}")
  @CsvSource(
      textBlock =
          """
          PROVIDER_REVOKED,      2, restored
          LOST_IN_FLIGHT,        2, restored
          PROVIDER_REVOKED,      4, quarantined
          LOST_IN_FLIGHT,        4, quarantined
          USER_DISCONNECTED,     2, late_tokens
          OPERATOR_REVOKED,      2, late_tokens
          DEVELOPMENT_EXPIRED,   2, late_tokens
          REFRESH_TOKEN_EXPIRED, 2, late_tokens
          """)
  void aRefreshCorrectsAVerdictThatWasGivenWithoutItAndNothingElse(
      Reason reason, long version, String happened) {
    Changes changes =
        new Batch().revoked(id, version, reason).changedBy(result(refresh, Samples.issued()));
    assertThat(Batch.happened(changes)).containsExactly(happened);
    assertThat(changes.late()).hasSize(happened.equals("late_tokens") ? 1 : 0);
    assertThat(changes.quarantine().kept()).hasSize(happened.equals("quarantined") ? 1 : 0);
    assertThat(changes.states()).hasSize(happened.equals("restored") ? 1 : 0);
  }

  @Test
  void aRestoredConnectionIsActiveAtTheNextVersionAndSaysSo() {
    Changes changes =
        new Batch()
            .revoked(id, 2, Reason.LOST_IN_FLIGHT)
            .changedBy(result(refresh, Samples.issued()));
    assertThat(Batch.only(changes).state()).isInstanceOf(Connection.Active.class);
    assertThat(Batch.versions(changes)).containsExactly(3L);
    assertThat(Batch.said(changes)).containsExactly("token.issued");
  }

  @Test
  void aVerdictAndItsCorrectionInOneBatchAreTwoVersions() {
    Due.Refresh second = Samples.refresh(Samples.refused(1));
    Changes changes =
        new Batch()
            .active(id, 1)
            .changedBy(
                result(second, new Reply.Refused("invalid_grant")),
                result(refresh, Samples.issued()));
    assertThat(Batch.said(changes)).containsExactly("token.revoked", "token.issued");
    assertThat(Batch.only(changes).state()).isInstanceOf(Connection.Active.class);
  }

  @Test
  void whatIsKeptNamesItsAttemptAndWhatWasStoredInstead() {
    Changes changes = new Batch().active(id, 5).changedBy(result(refresh, Samples.issued()));
    assertThat(changes.quarantine().kept())
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.refreshToken()).isEqualTo(Samples.NEW_REFRESH_TOKEN);
              assertThat(kept.attempt()).isEqualTo(refresh.claim().attempt());
              assertThat(kept.parent()).isEqualTo(1);
              assertThat(kept.stored()).isEqualTo(5);
              assertThat(kept.worker()).isEqualTo(Batch.WORKER);
            });
    assertThat(Batch.changesNothing(changes)).isTrue();
  }

  @Test
  void aLateReplyThatKeepsTheOldRefreshTokenBringsNothingToTry() {
    Reply reply = Samples.issued(null, Duration.ofHours(1));
    Changes changes = new Batch().active(id, 2).changedBy(result(refresh, reply));
    assertThat(changes.quarantine().kept()).isEmpty();
    assertThat(Batch.happened(changes)).containsExactly("late_tokens");
  }

  @ParameterizedTest(name = "a grant that is {0}, connection {1}: {2}")
  @CsvSource(
      textBlock =
          """
          REFUSED,   absent,          restored
          REFUSED,   active,          restored
          REFUSED,   connected later, quarantined
          REFUSED,   disconnected,    restored
          REFUSED,   revoked,         restored
          CONNECTED, active,          quarantined
          CONNECTED, revoked,         quarantined
          CONNECTED, disconnected,    late_tokens
          WITHDRAWN, absent,          late_tokens
          WITHDRAWN, active,          late_tokens
          ,          absent,          late_tokens
          """)
  void aCodesTokensAreTakenUnlessTheUserHasGoneOrComeAgain(
      @Nullable State state, String connection, String happened) {
    // Given
    Batch batch = batch(connection);
    if (state != null) {
      batch.grant(grant.id(), state);
    }
    // When
    Changes changes = batch.changedBy(result(grant, Samples.issued()));
    // Then
    assertThat(Batch.happened(changes)).containsExactly(happened);
    assertThat(changes.late()).hasSize(happened.equals("late_tokens") ? 1 : 0);
    assertThat(changes.quarantine().kept()).hasSize(happened.equals("quarantined") ? 1 : 0);
    if (happened.equals("restored")) {
      assertThat(Batch.said(changes)).containsExactly("token.issued");
      assertThat(changes.endedGrants())
          .containsExactly(new GrantRows.Ended(grant.id(), "connected", null));
    } else {
      assertThat(Batch.changesNothing(changes)).isTrue();
    }
  }

  @Test
  void beforeAConnectionIsGivenUpItsQuarantineIsTriedAndTheNewestFirst() {
    // When
    Changes changes =
        new Batch()
            .active(id, 1)
            .quarantined(id, 12L, 11L)
            .changedBy(result(Samples.refresh(Samples.refused(1)), refused()));
    // Then
    assertThat(changes.states()).isEmpty();
    assertThat(Batch.said(changes)).isEmpty();
    assertThat(Batch.happened(changes)).containsExactly("trying");
    assertThat(changes.quarantine().trying()).containsExactly(12L);
    assertThat(changes.postponedRefreshes())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.trying()).isEqualTo(12L);
              assertThat(row.refusals()).isEqualTo(1);
              assertThat(row.later().dueAt()).isEqualTo(Samples.ANSWERED);
            });
  }

  @Test
  void aQuarantinedSetThatIsRefusedIsForgottenAndTheNextIsTried() {
    Changes changes =
        new Batch()
            .active(id, 1)
            .quarantined(id, 12L, 11L)
            .changedBy(result(trying(12L), refused()));
    assertThat(changes.quarantine().tried()).containsExactly(12L);
    assertThat(changes.quarantine().trying()).containsExactly(11L);
    assertThat(changes.states()).isEmpty();
  }

  @Test
  void whenNoQuarantinedSetIsLeftTheVerdictIsGiven() {
    Changes changes =
        new Batch().active(id, 1).quarantined(id, 11L).changedBy(result(trying(11L), refused()));
    assertThat(changes.quarantine().tried()).containsExactly(11L);
    assertThat(Batch.said(changes)).containsExactly("token.revoked");
  }

  @Test
  void aQuarantinedSetThatIsTakenIsTheNextVersion() {
    Changes changes = new Batch().active(id, 1).changedBy(result(trying(11L), Samples.issued()));
    assertThat(changes.quarantine().tried()).containsExactly(11L);
    assertThat(Batch.happened(changes)).containsExactly("recovered");
    assertThat(Batch.said(changes)).containsExactly("token.refreshed");
    assertThat(Batch.versions(changes)).containsExactly(2L);
  }

  @Test
  void aTrialWithoutAnAnswerIsMadeAgain() {
    Reply lost = new Reply.InDoubt("The answer did not come.", true);
    Changes changes =
        new Batch().active(id, 1).quarantined(id, 11L).changedBy(result(trying(11L), lost));
    assertThat(changes.postponedRefreshes())
        .singleElement()
        .extracting(row -> row.trying())
        .isEqualTo(11L);
    assertThat(changes.quarantine().tried()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DEVELOPMENT_EXPIRED", "REFRESH_TOKEN_EXPIRED"})
  void anEndThatWasExpectedTriesNothing(Reason reason) {
    Due.Refresh due =
        Samples.refresh(
            Samples.firstClaim(),
            Samples.connection("development"),
            "globex",
            reason == Reason.DEVELOPMENT_EXPIRED
                ? Samples.CONSENTED.plus(Duration.ofDays(7))
                : Samples.CLAIMED);
    var end = new Decision.End(reason, "invalid_grant");
    Changes changes =
        new Batch()
            .active(due.connection(), 1)
            .quarantined(due.connection(), 11L)
            .changedBy(new Result(due, refused(), end, Samples.ANSWERED, Map.of()));
    assertThat(Batch.said(changes)).containsExactly("token.revoked");
  }

  private Due.Refresh trying(long set) {
    return new Due.Refresh(
        Samples.refused(1),
        id,
        1,
        refresh.consent(),
        refresh.refreshToken(),
        set,
        refresh.scope(),
        refresh.issuedAt(),
        refresh.expiresAt(),
        null);
  }

  private Batch batch(String connection) {
    Batch batch = new Batch();
    return switch (connection) {
      case "absent" -> batch.absent(id);
      case "active" -> batch.active(id, 3);
      case "connected later" -> batch.connectedLater(id, 3);
      case "disconnected" -> batch.revoked(id, 3);
      case "revoked" -> batch.revoked(id, 3, Reason.PROVIDER_REVOKED);
      default -> throw new IllegalArgumentException(connection);
    };
  }

  private static Reply refused() {
    return new Reply.Refused("invalid_grant");
  }
}
