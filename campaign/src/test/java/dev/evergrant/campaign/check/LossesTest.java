package dev.evergrant.campaign.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.campaign.check.Evidence.Alerted;
import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.Pause;
import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.devkit.simulator.Rotation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final Story story = Story.inWhichAllIsWell();

  @BeforeEach
  void theConnectionHasEnded() {
    story.live.clear();
  }

  private Loss.Kind theLoss() {
    assertThat(Losses.of(story.evidence())).hasSize(1);
    return Losses.of(story.evidence()).getFirst().kind();
  }

  @Test
  void anEndThatTheProviderWantedIsNoLoss() {
    story.provider.add(Story.entry("admin", 20, null, null, "ok", "revoked 1 user_disconnected"));
    story.refuses("r2", 25);
    story.ends("provider_revoked", 26);
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void anEndThatTheUserWantedIsNoLoss() {
    story.says(Published.Kind.WITHDRAWN, "event-2", null, 20);
    story.ends("user_disconnected", 21);
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void anEndThatNobodyWantedIsSelfInflicted() {
    story.ends("user_disconnected", 21);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
    assertThat(story.broken()).containsExactly("I7");
  }

  @Test
  void anAnswerThatWasDroppedOnItsWayIsW2() {
    story.spends("refresh", 20, "r2", "r3", false);
    story.refuses("r2", 22);
    story.ends("lost_in_flight", 23);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void whereTheProviderHasGraceW2MayNotHappen() {
    story.rotation = Rotation.GRACE;
    story.spends("refresh", 20, "r2", "r3", false);
    story.refuses("r2", 22);
    story.ends("lost_in_flight", 23);
    assertThat(story.broken()).containsExactly("I7");
  }

  @Test
  void aWorkerThatDiesWithTheAnswerInHandIsW2() {
    story.spends("refresh", 20, "r2", "r3", true);
    story.dies(1, 20.3);
    story.refuses("r2", 22);
    story.ends("lost_in_flight", 23);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
  }

  @Test
  void aWorkerThatHadTheAnswerForLongAndDiedIsSelfInflicted() {
    story.spends("refresh", 20, "r2", "r3", true);
    story.dies(1, 25);
    story.refuses("r2", 27);
    story.ends("lost_in_flight", 28);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aWorkerHasAnAnswerInHandOnlyWhileItRuns() {
    story.spends("refresh", 20, "r2", "r3", true);
    story.pauses.add(new Pause(1, Story.at(19.9), Story.at(24.5)));
    story.pauses.add(new Pause(2, Story.at(24.5), Story.at(30)));
    story.dies(1, 25);
    story.refuses("r2", 27);
    story.ends("lost_in_flight", 28);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    story.pauses.set(0, new Pause(1, Story.at(19.9), Story.at(22)));
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aWorkerThatGaveUpWhenItWokeUpHadNotReadTheAnswer() {
    story.spends("refresh", 20, "r2", "r3", true);
    story.pauses.add(new Pause(1, Story.at(20.05), Story.at(27)));
    story.happens("postponed", 2, 27.1);
    story.refuses("r2", 35);
    story.ends("lost_in_flight", 36);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    story.pauses.set(0, new Pause(1, Story.at(20.3), Story.at(27)));
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aWorkerThatHadTheAnswerAndLivedIsSelfInflicted() {
    story.spends("refresh", 20, "r2", "r3", true);
    story.refuses("r2", 27);
    story.ends("lost_in_flight", 28);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void anOldTokenThatIsSentThoughItsSuccessorWasStoredIsSelfInflicted() {
    story.refuses("r1", 20);
    story.ends("provider_revoked", 21);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aWrongRefusalThatIsBelievedIsSelfInflicted() {
    HistoryEntry lie = Story.entry("refresh", 20, "r2", null, "fault");
    story.provider.add(lie);
    story.ends("provider_revoked", 21);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aWrongRefusalOfATokenThatWasDeadAlreadyHarmsNobody() {
    story.spends("refresh", 20, "r2", "r3", false);
    story.refuses("r2", 22);
    story.provider.add(Story.entry("refresh", 24, "r2", null, "fault"));
    story.ends("lost_in_flight", 24.5);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    assertThat(story.broken()).isEmpty();
  }

  /** The request of worker 2 is acted on when that of worker 1 has been answered. */
  private void aLatecomerActsOn(String kind, String secret, String issued, String reason) {
    story.requests.add(Story.request(2, secret, 20, 20.5, null, false));
    story.dies(2, 20.5);
    story.spends(kind, 22, secret, issued, true);
    story.provider.add(
        Story.entry(kind, 22.5, secret, null, "invalid_grant", "revoked 1 " + reason));
  }

  @Test
  void aDeadWorkersRequestThatIsActedOnLateIsW2() {
    aLatecomerActsOn("refresh", "r2", "r3", "refresh_token_reused");
    story.refuses("r3", 30);
    story.ends("lost_in_flight", 31);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void aDeadWorkersRequestWithACodeThatIsActedOnLateIsW1() {
    aLatecomerActsOn("exchange", "code 2", "r3", "code_reused");
    story.refuses("r3", 30);
    story.ends("lost_in_flight", 31);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W1);
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void aReuseThatALivingWorkerCausedIsSelfInflicted() {
    aLatecomerActsOn("refresh", "r2", "r3", "refresh_token_reused");
    story.requests.add(Story.request(1, "r2", 22.4, 22.6, null, true));
    story.refuses("r3", 30);
    story.ends("lost_in_flight", 31);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aDeadWorkersRequestDoesNotExcuseALivingOnes() {
    aLatecomerActsOn("refresh", "r2", "r3", "refresh_token_reused");
    story.requests.add(Story.request(1, "r2", 21, 22.6, null, false));
    story.refuses("r3", 30);
    story.ends("lost_in_flight", 31);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  /** The story's development grants end after 20 s. */
  @Test
  void aLossMayBeReportedAsTheEndThatHadComeByThen() {
    story.spends("refresh", 20, "r2", "r3", false);
    story.refuses("r2", 22);
    story.ends("development_expired", 23);
    assertThat(story.broken()).isEmpty();
    story.says(Published.Kind.AUTHORIZED, "event-2", "code", 15);
    assertThat(story.broken()).contains("I7");
  }

  @Test
  void aRequestWhoseWorkerLivedWhenItWasSentAgainIsSelfInflicted() {
    aLatecomerActsOn("refresh", "r2", "r3", "refresh_token_reused");
    story.dies(2, 22.3);
    story.refuses("r3", 30);
    story.ends("lost_in_flight", 31);
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }

  @Test
  void aLossInFlightThatIsReportedAsSomethingElseBreaksI7() {
    story.spends("refresh", 20, "r2", "r3", false);
    story.refuses("r2", 22);
    story.ends("provider_revoked", 23);
    assertThat(theLoss()).isEqualTo(Loss.Kind.W2);
    assertThat(story.broken()).containsExactly("I7");
  }

  @Test
  void aCodeWhoseAnswerWasLostIsW1() {
    story.says(Published.Kind.AUTHORIZED, "event-2", "code 2", 30);
    story.spends("exchange", 31, "code 2", "r9", false);
    story.grants.add(new GrantRow("event-2", Story.ID, "refused", "lost_in_flight", Story.at(33)));
    story.alerts.add(
        new Alerted(
            Story.ID.toString(),
            "a1",
            "dev.evergrant.authorization.failed.v1",
            "{\"connection\":\"" + Story.ID + "\"}"));
    assertThat(theLoss()).isEqualTo(Loss.Kind.W1);
  }

  @Test
  void aCodeThatWasNeverTakenIsSelfInflicted() {
    story.says(Published.Kind.AUTHORIZED, "event-2", "code 2", 30);
    story.grants.add(new GrantRow("event-2", Story.ID, "refused", "deadline_passed", Story.at(33)));
    assertThat(theLoss()).isEqualTo(Loss.Kind.SELF_INFLICTED);
  }
}
