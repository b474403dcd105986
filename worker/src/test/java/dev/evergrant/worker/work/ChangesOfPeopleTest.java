package dev.evergrant.worker.work;

import static dev.evergrant.worker.work.Batch.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Person.Part;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.store.ConnectionRows.Next;
import org.junit.jupiter.api.Test;

class ChangesOfPeopleTest {
  private static final User WHOLE = new User("1042", "user42@acme.example", "acme");
  private static final User NAMED = new User("1042", null, null);

  private final ConnectionId id = Samples.connection("production");

  @Test
  void anEventThatSaysEverythingLeavesNothingToAsk() {
    Next next = consented(WHOLE, new Batch(Samples.telling()).absent(id));
    assertThat(next.state().consent().user()).isEqualTo(WHOLE);
    assertThat(next.learnt()).isEmpty();
    assertThat(next.identityDueAt()).isNull();
  }

  @Test
  void whatTheEventDoesNotSayIsAskedOfAProviderThatTells() {
    Next next = consented(NAMED, new Batch(Samples.telling()).absent(id));
    assertThat(next.state().consent().user()).isEqualTo(NAMED);
    assertThat(next.identityDueAt()).isEqualTo(Samples.ANSWERED);
  }

  @Test
  void aProviderThatTellsNothingIsNotAsked() {
    Next next = consented(NAMED, new Batch(Samples.outreach()).absent(id));
    assertThat(next.learnt()).isEmpty();
    assertThat(next.identityDueAt()).isNull();
  }

  @Test
  void aNewConsentKeepsWhatItLeavesOutAndAsksAgain() {
    Next next =
        consented(NAMED, new Batch(Samples.telling()).active(id, 1, Samples.consentOf("acme")));
    assertThat(next.state().consent().user()).isEqualTo(WHOLE);
    assertThat(next.learnt()).containsExactlyInAnyOrder(Part.EMAIL, Part.ORGANIZATION);
    assertThat(next.identityDueAt()).isEqualTo(Samples.ANSWERED);
  }

  @Test
  void whereNobodyElseTellsANewConsentsWordIsAllThereIs() {
    Next next =
        consented(NAMED, new Batch(Samples.outreach()).active(id, 1, Samples.consentOf("acme")));
    assertThat(next.state().consent().user()).isEqualTo(NAMED);
  }

  @Test
  void aRefreshKeepsWhatWasLearntWhileItWasUnderWay() {
    Due.Refresh claimed = Samples.refresh(Samples.refused(2), id, null, null);
    for (Reply reply : new Reply[] {Samples.issued(), new Reply.Refused("invalid_grant")}) {
      Next next =
          Batch.only(
              new Batch(Samples.telling())
                  .active(id, 1, Samples.consentOf("acme"))
                  .changedBy(result(claimed, reply)));
      assertThat(next.state().consent().user()).isEqualTo(WHOLE);
      assertThat(next.learnt()).isNull();
    }
  }

  @Test
  void aRefreshOfSomebodyUnknownMayHaveThemAskedAbout() {
    Next next =
        Batch.only(
            new Batch(Samples.telling())
                .active(id, 1, Samples.consentOf(null))
                .changedBy(result(Samples.refresh(Samples.firstClaim()), Samples.issued())));
    assertThat(next.identityDueAt()).isEqualTo(Samples.ANSWERED);
    assertThat(next.learnt()).isNull();
  }

  private static Next consented(User said, Batch before) {
    Due.Grant grant = Samples.grantOf(said);
    return Batch.only(before.pending(grant.id()).changedBy(result(grant, Samples.issued())));
  }
}
