package dev.evergrant.worker.work;

import static dev.evergrant.worker.work.Batch.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refresh in these was claimed at version 1. */
class ChangesByRefreshesTest {
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");
  private static final Reply IN_DOUBT = new Reply.InDoubt("The answer did not come.", true);

  private final Due.Refresh refresh = Samples.refresh(Samples.firstClaim());
  private final Due.Refresh refusedBefore = Samples.refresh(Samples.refused(1));
  private final ConnectionId id = refresh.connection();

  @ParameterizedTest(name = "{0} onto an {1} row of version {2}: {3}, {4}")
  @CsvSource(
      textBlock =
          """
          issued,   active,  1, token.refreshed, refreshed
          issued,   active,  2, ,                quarantined
          issued,   active,  9, ,                quarantined
          issued,   revoked, 2, ,                late_tokens
          issued,   revoked, 1, ,                late_tokens
          refused,  active,  1, ,                held
          refused,  active,  2, ,
          again,    active,  1, token.revoked,   revoked
          again,    active,  2, ,
          again,    revoked, 2, ,
          refused,  revoked, 2, ,
          in doubt, active,  1, ,                postponed
          in doubt, active,  2, ,
          in doubt, revoked, 2, ,
          """)
  void aResultCountsOnlyOntoTheVersionThatItSpent(
      String reply, String status, long version, @Nullable String said, @Nullable String happened) {
    // Given
    Batch batch =
        status.equals("active")
            ? new Batch().active(id, version)
            : new Batch().revoked(id, version);
    // When
    Due.Refresh due = reply.equals("again") ? refusedBefore : refresh;
    Changes changes = batch.changedBy(result(due, reply(reply)));
    // Then
    assertThat(String.join(" ", Batch.said(changes))).isEqualTo(said == null ? "" : said);
    assertThat(String.join(" ", Batch.happened(changes)))
        .isEqualTo(happened == null ? "" : happened);
    assertThat(Batch.versions(changes)).hasSize(said == null ? 0 : 1).allMatch(next -> next == 2);
    boolean postponed = "postponed".equals(happened) || "held".equals(happened);
    assertThat(changes.postponedRefreshes()).hasSize(postponed ? 1 : 0);
  }

  @Test
  void aRefreshedRowNamesTheAttemptThatItCameFrom() {
    Changes changes = new Batch().active(id, 1).changedBy(result(refresh, Samples.issued()));
    assertThat(Batch.only(changes).attempt()).isEqualTo(refresh.claim().attempt());
    assertThat(changes.history().getFirst().attempt()).isEqualTo(refresh.claim().attempt());
    assertThat(changes.history().getFirst().worker()).isEqualTo(Batch.WORKER);
  }

  @Test
  void aRefusedRowIsRevokedWithItsReasonAndKeepsItsConsent() {
    Changes changes = new Batch().active(id, 1).changedBy(result(refusedBefore, REFUSED));
    assertThat(Batch.only(changes).state())
        .isEqualTo(
            new Connection.Revoked(
                id, 2, refresh.consent(), Reason.PROVIDER_REVOKED, Samples.ANSWERED));
  }

  @Test
  void aRefusalThatIsHeldIsCountedAndEndsNothing() {
    Changes changes = new Batch().active(id, 1).changedBy(result(refresh, REFUSED));
    assertThat(changes.states()).isEmpty();
    assertThat(changes.postponedRefreshes()).singleElement().matches(row -> row.refusals() == 1);
    assertThat(changes.ofApps().unusual()).isEmpty();
  }

  @Test
  void whatComesBetweenTwoAskingsDoesNotForgetTheFirst() {
    Changes changes = new Batch().active(id, 1).changedBy(result(refusedBefore, IN_DOUBT));
    assertThat(changes.postponedRefreshes()).singleElement().matches(row -> row.refusals() == 1);
  }

  @Test
  void aRefusalEndsNothingThatAnotherWorkerIsAskingAboutByNow() {
    Changes changes = new Batch().claimedByAnother(id, 1).changedBy(result(refusedBefore, REFUSED));
    assertThat(Batch.changesNothing(changes)).isTrue();
  }

  @Test
  void tokensAreStoredThoughAnotherWorkerIsAskingByNowAndItsOwnAreKept() {
    // Given
    Due.Refresh other = Samples.refresh(Samples.claim(true, 0, false));
    // When
    Changes changes =
        new Batch()
            .claimedByAnother(id, 1)
            .changedBy(result(refresh, Samples.issued()), result(other, Samples.issued()));
    // Then
    assertThat(Batch.only(changes).attempt()).isEqualTo(refresh.claim().attempt());
    assertThat(Batch.said(changes)).containsExactly("token.refreshed");
    assertThat(changes.quarantine().kept())
        .singleElement()
        .matches(kept -> kept.attempt().equals(other.claim().attempt()));
  }

  @Test
  void aCommitWhoseAcknowledgementWasLostChangesNothingWhenItIsRunAgain() {
    UUID attempt = refresh.claim().attempt();
    for (Reply reply : new Reply[] {Samples.issued(), REFUSED, IN_DOUBT}) {
      Changes again = new Batch().active(id, 2, attempt).changedBy(result(refresh, reply));
      assertThat(Batch.changesNothing(again)).isTrue();
      assertThat(again.history()).isEmpty();
      assertThat(again.late()).isEmpty();
    }
  }

  @Test
  void tokensThatComeAfterTheUserHasWithdrawnAreNotedToBeRevokedAtTheProvider() {
    Changes changes = new Batch().revoked(id, 2).changedBy(result(refresh, Samples.issued()));
    assertThat(Batch.changesNothing(changes)).isTrue();
    assertThat(changes.late())
        .containsExactly(new Changes.Late(id, "outreach", 2, Samples.NEW_REFRESH_TOKEN));
  }

  @Test
  void tokensThatCameAfterNewerOnesOfALiveConnectionAreNotRevokedAtTheProvider() {
    Changes changes = new Batch().active(id, 2).changedBy(result(refresh, Samples.issued()));
    assertThat(changes.late()).isEmpty();
  }

  @Test
  void ofTwoRefreshesOfOneVersionInOneBatchTheFirstWins() {
    // Given
    Due.Refresh other = Samples.refresh(Samples.firstClaim());
    // When
    Changes changes =
        new Batch()
            .active(id, 1)
            .changedBy(result(refresh, Samples.issued()), result(other, Samples.issued()));
    // Then
    assertThat(Batch.versions(changes)).containsExactly(2L);
    assertThat(Batch.only(changes).attempt()).isEqualTo(refresh.claim().attempt());
    assertThat(Batch.said(changes)).containsExactly("token.refreshed");
    assertThat(Batch.happened(changes)).containsExactly("refreshed", "quarantined");
  }

  @Test
  void aRefusalThatIsOnlyALostRaceInItsOwnBatchEndsNothing() {
    Due.Refresh other = Samples.refresh(Samples.firstClaim());
    Changes changes =
        new Batch()
            .active(id, 1)
            .changedBy(result(refresh, Samples.issued()), result(other, REFUSED));
    assertThat(Batch.only(changes).state()).isInstanceOf(Connection.Active.class);
    assertThat(Batch.said(changes)).containsExactly("token.refreshed");
  }

  private static Reply reply(String words) {
    return switch (words) {
      case "issued" -> Samples.issued();
      case "refused", "again" -> REFUSED;
      case "in doubt" -> IN_DOUBT;
      default -> throw new IllegalArgumentException(words);
    };
  }
}
