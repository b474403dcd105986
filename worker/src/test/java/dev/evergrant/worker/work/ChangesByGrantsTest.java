package dev.evergrant.worker.work;

import static dev.evergrant.worker.work.Batch.result;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.store.GrantRows;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesByGrantsTest {
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");

  private final Due.Grant grant = Samples.grant(Samples.firstClaim());
  private final ConnectionId id = grant.connection();

  @ParameterizedTest(name = "onto a row of version {1} that is {0}: version {2}")
  @CsvSource({"absent, 0, 1", "active, 1, 2", "active, 9, 10", "revoked, 4, 5"})
  void aCodeBecomesTheNextVersionWhateverWasThere(String status, long version, long next) {
    // Given
    Batch batch =
        switch (status) {
          case "absent" -> new Batch().absent(id);
          case "active" -> new Batch().active(id, version);
          default -> new Batch().revoked(id, version);
        };
    // When
    Changes changes = batch.pending(grant.id()).changedBy(result(grant, Samples.issued()));
    // Then
    assertThat(Batch.only(changes).state()).isInstanceOf(Connection.Active.class);
    assertThat(Batch.versions(changes)).containsExactly(next);
    assertThat(Batch.said(changes)).containsExactly("token.issued");
    assertThat(changes.endedGrants())
        .containsExactly(new GrantRows.Ended(grant.id(), "connected", null));
  }

  @ParameterizedTest(name = "in doubt {0}: {1}")
  @CsvSource({"false, refused", "true, lost_in_flight"})
  void aRefusedCodeEndsTheGrantAndLeavesTheConnectionAlone(boolean inDoubt, String reason) {
    Due.Grant asked = Samples.grant(Samples.claim(inDoubt, 1, false));
    Changes changes =
        new Batch().active(id, 3).pending(asked.id()).changedBy(result(asked, REFUSED));
    assertThat(changes.states()).isEmpty();
    assertThat(Batch.said(changes)).containsExactly("authorization.failed");
    assertThat(payload(changes)).contains("\"" + reason + "\"").contains("invalid_grant");
    assertThat(changes.endedGrants())
        .containsExactly(new GrantRows.Ended(asked.id(), "refused", reason));
  }

  @ParameterizedTest(name = "unheard {0}")
  @ValueSource(booleans = {false, true})
  void itIsRememberedThatACodeWasSentBeforeByAWorkerOfWhichNothingWasHeard(boolean unheard) {
    Instant since = Samples.CLAIMED;
    var past = new Due.Past(since, null, 1, 0, unheard ? since : null, false);
    Due.Grant asked = Samples.grant(Samples.claim(past, false));
    Changes changes =
        new Batch().absent(id).pending(asked.id()).changedBy(result(asked, Samples.issued()));
    assertThat(Batch.only(changes).codeUnheard()).isEqualTo(unheard);
  }

  @Test
  void aCodeInDoubtGoesBackToItsRow() {
    Changes changes =
        new Batch()
            .absent(id)
            .pending(grant.id())
            .changedBy(result(grant, new Reply.InDoubt("The answer did not come.", true)));
    assertThat(changes.postponedGrants()).singleElement().matches(row -> row.later().inDoubt());
    assertThat(Batch.said(changes)).isEmpty();
    assertThat(changes.endedGrants()).isEmpty();
  }

  @Test
  void tokensThatComeAfterTheGrantWasWithdrawnAreNotedAndNotStored() {
    Changes changes = new Batch().absent(id).changedBy(result(grant, Samples.issued()));
    assertThat(Batch.changesNothing(changes)).isTrue();
    assertThat(Batch.happened(changes)).containsExactly("late_tokens");
    assertThat(changes.late())
        .containsExactly(new Changes.Late(id, "outreach", 0, Samples.NEW_REFRESH_TOKEN));
  }

  @Test
  void aRefusalThatComesAfterTheGrantWasWithdrawnSaysNothing() {
    Changes changes = new Batch().absent(id).changedBy(result(grant, REFUSED));
    assertThat(Batch.changesNothing(changes)).isTrue();
    assertThat(changes.history()).isEmpty();
  }

  @Test
  void aCommitWhoseAcknowledgementWasLostChangesNothingWhenItIsRunAgain() {
    Changes again =
        new Batch()
            .active(id, 1, grant.claim().attempt())
            .changedBy(result(grant, Samples.issued()));
    assertThat(Batch.changesNothing(again)).isTrue();
    assertThat(again.history()).isEmpty();
  }

  @Test
  void aGrantAndARefreshOfOneConnectionInOneBatchAreTwoVersionsTwoEventsAndOneRow() {
    // Given
    Due.Refresh refresh = Samples.refresh(Samples.firstClaim());
    // When
    Changes changes =
        new Batch()
            .active(id, 1)
            .pending(grant.id())
            .changedBy(result(refresh, Samples.issued()), result(grant, Samples.issued()));
    // Then
    assertThat(Batch.versions(changes)).containsExactly(3L);
    assertThat(Batch.said(changes)).containsExactly("token.refreshed", "token.issued");
    assertThat(changes.history()).extracting(entry -> entry.version()).containsExactly(2L, 3L);
    assertThat(Batch.only(changes).attempt()).isEqualTo(grant.claim().attempt());
  }

  @Test
  void aNewGrantInTheSameBatchSavesTheConnectionFromTheRefusalOfItsOldToken() {
    Due.Refresh refresh = Samples.refresh(Samples.firstClaim());
    Changes changes =
        new Batch()
            .active(id, 1)
            .pending(grant.id())
            .changedBy(result(grant, Samples.issued()), result(refresh, REFUSED));
    assertThat(Batch.only(changes).state()).isInstanceOf(Connection.Active.class);
    assertThat(Batch.said(changes)).containsExactly("token.issued");
  }

  @Test
  void theSameGrantTwiceInOneBatchIsOneVersion() {
    Result result = result(grant, Samples.issued());
    Changes changes = new Batch().absent(id).pending(grant.id()).changedBy(result, result);
    assertThat(Batch.versions(changes)).containsExactly(1L);
    assertThat(Batch.said(changes)).containsExactly("token.issued");
    assertThat(Batch.happened(changes)).containsExactly("issued");
  }

  @Test
  void anEventCarriesTheSealedTokenAndNoOther() {
    Changes changes =
        new Batch().absent(id).pending(grant.id()).changedBy(result(grant, Samples.issued()));
    assertThat(payload(changes))
        .contains("\"sealed\"")
        .doesNotContain(
            Samples.NEW_ACCESS_TOKEN.reveal(), Samples.NEW_REFRESH_TOKEN.reveal(), "code-1");
  }

  private static String payload(Changes changes) {
    return new String(
        requireNonNull(changes.messages().getFirst().payload()), StandardCharsets.UTF_8);
  }
}
