package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantRowsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant SOON = NOW.plus(Duration.ofMinutes(10));

  private final Tables tables = Tables.empty();

  @Test
  void theCodeThatEndsFirstIsClaimedFirst() {
    // Given
    tables.insert(
        Tables.grant("1", "late", "user-1", SOON),
        Tables.grant("2", "early", "user-2", NOW.plusSeconds(5)),
        Tables.grant("3", "past", "user-3", NOW));
    // When
    List<String> order = new ArrayList<>();
    for (var one = tables.claimGrants(1); !one.isEmpty(); one = tables.claimGrants(1)) {
      order.add(one.getFirst().question().code().reveal());
    }
    // Then
    assertThat(order).containsExactly("early", "late");
  }

  @Test
  void aClaimBringsTheCodeAndItsVerifier() {
    tables.insert(Tables.grant("1", "abc", "user-1", SOON));
    Due.Grant claimed = tables.claimGrants(8).getFirst();
    assertThat(claimed.question().code()).isEqualTo(new Secret("abc"));
    assertThat(claimed.question().codeVerifier()).isEqualTo(new Secret("verifier-abc"));
    assertThat(claimed.deadline()).isEqualTo(SOON);
    assertThat(tables.grantRow("1")).containsEntry("attempt", claimed.claim().attempt());
  }

  @Test
  void aCodeThatDoesNotOpenIsGivenBackAndThoseBesideItAreClaimed() {
    // Given
    tables.insert(
        Tables.grant("1", "abc", "user-1", SOON), Tables.grant("2", "def", "user-2", SOON));
    tables.execute("UPDATE authorization_grant SET code = code || 'x' WHERE event_id = '1'");
    // When
    List<Due.Grant> claimed = tables.claimGrants(8);
    // Then
    assertThat(claimed).extracting(due -> due.connection().subject()).containsExactly("user-2");
    assertThat(tables.grantRow("1"))
        .containsEntry("state", "pending")
        .containsEntry("owner", null)
        .containsEntry("in_doubt", false);
  }

  @Test
  void anEventThatComesTwiceIsOneGrant() {
    assertThat(tables.insert(Tables.grant("1", "abc", "user-1", SOON))).isEqualTo(1);
    assertThat(tables.insert(Tables.grant("1", "abc", "user-1", SOON))).isZero();
    assertThat(tables.insert(Tables.grant("1", "def", "user-1", SOON))).isZero();
  }

  @Test
  void aCodeThatComesTwiceIsOneGrantWhateverEventBringsIt() {
    assertThat(
            tables.insert(
                Tables.grant("1", "abc", "user-1", SOON),
                Tables.grant("2", "abc", "user-1", SOON),
                Tables.grant("3", "def", "user-1", SOON)))
        .isEqualTo(2);
    assertThat(tables.insert(Tables.grant("4", "def", "user-2", SOON))).isZero();
  }

  @Test
  void anEndedGrantIsStillRecognisedAndItsCodeIsErased() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-1", SOON));
    long id = tables.claimGrants(1).getFirst().id();
    // When
    tables
        .jdbi()
        .useTransaction(
            handle ->
                tables.grants.end(handle, List.of(new GrantRows.Ended(id, "refused", "refused"))));
    // Then
    assertThat(tables.insert(Tables.grant("1", "abc", "user-1", SOON))).isZero();
    assertThat(tables.insert(Tables.grant("2", "abc", "user-1", SOON))).isZero();
    assertThat(tables.grantRow("1"))
        .containsEntry("state", "refused")
        .containsEntry("code", null)
        .containsEntry("code_verifier", null)
        .containsEntry("owner", null);
  }

  @Test
  void aGrantClaimedAgainAfterItsLeaseIsInDoubtAndALateAnswerCannotGiveItBack() {
    // Given
    tables.insert(Tables.grant("1", "abc", "user-1", SOON));
    Due.Grant first = tables.claimGrants(1).getFirst();
    tables.at(NOW.plus(Tables.LEASE));
    Due.Grant second = tables.claimGrants(1).getFirst();
    var before = tables.grantRow("1");
    // When
    postpone(first);
    // Then
    assertThat(second.claim().inDoubt()).isTrue();
    assertThat(tables.grantRow("1")).isEqualTo(before);
  }

  @Test
  void theGrantsOfALostWorkerAreDueAtOnceAndInDoubt() {
    tables.insert(Tables.grant("1", "abc", "user-1", SOON));
    var _ = tables.claimGrants(1);
    int rescued = tables.jdbi().inTransaction(handle -> Rescue.of(handle, List.of(Tables.WORKER)));
    assertThat(rescued).isEqualTo(1);
    assertThat(tables.claimGrants(1)).singleElement().matches(due -> due.claim().inDoubt());
  }

  @Test
  void aWithdrawalEndsThePendingGrantsOfItsConnectionAndNoOthers() {
    // Given
    tables.insert(
        Tables.grant("1", "abc", "user-1", SOON),
        Tables.grant("2", "def", "user-1", SOON),
        Tables.grant("3", "ghi", "user-2", SOON));
    Due.Grant underWay = tables.claimGrants(1).getFirst();
    // When
    tables
        .jdbi()
        .useTransaction(
            handle -> tables.grants.withdraw(handle, List.of(Tables.connection("user-1"))));
    // Then
    assertThat(tables.grantRow("1"))
        .containsEntry("state", "withdrawn")
        .containsEntry("code", null);
    assertThat(tables.grantRow("2")).containsEntry("state", "withdrawn");
    assertThat(tables.grantRow("3")).containsEntry("state", "pending");
    var before = tables.grantRow("1");
    postpone(underWay);
    assertThat(tables.grantRow("1")).isEqualTo(before);
  }

  @Test
  void grantsLapseAtTheirDeadlineUnlessACallForThemIsUnderWay() {
    // Given
    Instant deadline = NOW.plusSeconds(30);
    tables.insert(
        Tables.grant("waiting", "abc", "user-1", deadline),
        Tables.grant("in time", "def", "user-2", SOON));
    tables.at(deadline.minusMillis(1));
    assertThat(lapse()).isEmpty();
    // When
    tables.at(deadline);
    List<GrantRows.Lapsed> lapsed = lapse();
    // Then
    assertThat(lapsed).singleElement().matches(one -> one.reason().equals("deadline_passed"));
    assertThat(tables.grantRow("waiting"))
        .containsEntry("state", "refused")
        .containsEntry("reason", "deadline_passed")
        .containsEntry("code", null);
    assertThat(tables.grantRow("in time")).containsEntry("state", "pending");
  }

  @Test
  void aGrantWhoseCallNeverCameBackLapsesInDoubtWhenItsLeaseEnds() {
    tables.insert(Tables.grant("1", "abc", "user-1", NOW.plusSeconds(30)));
    var _ = tables.claimGrants(1);
    tables.at(NOW.plusSeconds(30));
    assertThat(lapse()).isEmpty();
    tables.at(NOW.plus(Tables.LEASE));
    assertThat(lapse()).singleElement().matches(one -> one.reason().equals("lost_in_flight"));
    assertThat(tables.grantRow("1")).containsEntry("reason", "lost_in_flight");
  }

  @Test
  void aUserWhoWithdrawsTakesBackWhatWasGivenUpToo() {
    // Given
    tables.insert(
        Tables.grant("given up", "abc", "user-1", NOW.plusSeconds(1)),
        Tables.grant("pending", "def", "user-1", SOON),
        Tables.grant("another", "ghi", "user-2", NOW.plusSeconds(1)));
    tables.at(NOW.plusSeconds(1));
    lapse();
    // When
    tables
        .jdbi()
        .useTransaction(
            handle -> tables.grants.withdraw(handle, List.of(Tables.connection("user-1"))));
    // Then
    assertThat(tables.grantRow("given up")).containsEntry("state", "withdrawn");
    assertThat(tables.grantRow("pending")).containsEntry("state", "withdrawn");
    assertThat(tables.grantRow("another")).containsEntry("state", "refused");
  }

  @Test
  void endedGrantsAreForgottenAfterTheirTimeAndPendingOnesNever() {
    tables.insert(
        Tables.grant("ended", "abc", "user-1", NOW.plusSeconds(1)),
        Tables.grant("pending", "def", "user-2", NOW.plus(Duration.ofDays(60))));
    tables.at(NOW.plusSeconds(1));
    assertThat(lapse()).hasSize(1);
    assertThat(purge()).isZero();
    tables.at(NOW.plus(Duration.ofDays(15)));
    assertThat(purge()).isEqualTo(1);
    assertThat(tables.grantRow("pending")).containsEntry("state", "pending");
  }

  private List<GrantRows.Lapsed> lapse() {
    return tables.jdbi().inTransaction(handle -> tables.grants.lapse(handle, 100));
  }

  private int purge() {
    return tables.jdbi().inTransaction(handle -> tables.grants.purge(handle, 14, 100));
  }

  private void postpone(Due.Grant due) {
    var later = new Decision.Later(NOW, false, 9, "Too late.");
    tables
        .jdbi()
        .useTransaction(
            handle -> tables.grants.postpone(handle, List.of(new GrantRows.Postponed(due, later))));
  }
}
