package dev.evergrant.campaign.check;

import static dev.evergrant.campaign.check.Story.ID;
import static dev.evergrant.campaign.check.Story.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.campaign.check.Evidence.Alerted;
import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.campaign.check.Evidence.LiveToken;
import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.campaign.check.Evidence.Quiet;
import dev.evergrant.campaign.check.Evidence.Sealed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantTest {
  private final Story story = Story.inWhichAllIsWell();

  @Test
  void allHoldWhereAllIsWell() {
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void aPublishedCodeWithoutGrantBreaksI1() {
    story.says(Published.Kind.AUTHORIZED, "event-2", "another code", 20);
    assertThat(story.broken()).containsExactly("I1");
  }

  @Test
  void aCodeWithTwoGrantsBreaksI1() {
    story.says(Published.Kind.AUTHORIZED, "event-2", "code", 1);
    assertThat(story.broken()).as("one of its events has the grant").isEmpty();
    story.grants.add(new GrantRow("event-2", ID, "connected", null, Story.at(3)));
    assertThat(story.broken()).containsExactly("I1");
  }

  @Test
  void aGrantThatHasNotEndedBreaksI1() {
    story.grants.set(0, new GrantRow("event-1", ID, "pending", null, null));
    assertThat(story.broken()).containsExactly("I1");
  }

  @Test
  void aStoredTokenThatTheProviderHasReplacedBreaksI2() {
    story.live.set(0, new LiveToken(USER, "r3"));
    assertThat(story.broken()).containsExactly("I2");
  }

  @Test
  void anActiveConnectionWithoutRefreshTokenBreaksI2() {
    story.connections.set(0, new ConnectionRow(ID, true, null, 2, null));
    assertThat(story.broken()).containsExactly("I2");
  }

  @Test
  void aTokenThatTheProviderEndedItselfMayStillBeStored() {
    story.live.clear();
    story.provider.add(Story.entry("admin", 20, null, null, "ok", "revoked 1 user_disconnected"));
    assertThat(story.broken()).isEmpty();
  }

  @Test
  void aSecretThatIsSentAgainThoughItsAnswerWasHandedOverBreaksI3() {
    story.requests.add(Story.request(2, "r1", 11, 11.1, null, true));
    assertThat(story.broken()).containsExactly("I3");
  }

  @Test
  void aSecretMayBeSentAgainWhenItsSenderIsGoneOrHasHadItsLeaseOrHasSeenItFail() {
    story.requests.add(Story.request(2, "r1", 11, 11.1, null, true));
    story.dies(1, 10.5);
    assertThat(story.broken()).as("its sender is gone").isEmpty();

    Story later = Story.inWhichAllIsWell();
    later.requests.add(Story.request(2, "r1", 16.5, 16.6, null, true));
    assertThat(later.broken()).as("its lease is over").isEmpty();

    Story failed = Story.inWhichAllIsWell();
    failed.requests.add(Story.request(1, "r2", 20, 21, null, false));
    failed.requests.add(Story.request(2, "r2", 21.5, 21.6, null, true));
    assertThat(failed.broken()).as("it got no answer").isEmpty();

    Story late = Story.inWhichAllIsWell();
    late.requests.add(Story.request(2, "r1", 11.5, 11.6, null, true));
    late.happens("postponed", 1, 11.2);
    assertThat(late.broken()).as("its sender had given up").isEmpty();
  }

  @Test
  void storedTokensThatDieByTheirCodesReuseBreakI3() {
    story.provider.add(
        Story.entry("exchange", 2, "code", null, "invalid_grant", "revoked 1 code_reused"));
    assertThat(story.broken()).contains("I3");
  }

  @Test
  void twoRequestsAtOnceBreakI4() {
    story.requests.add(Story.request(1, "r2", 20, 20.9, null, false));
    story.requests.add(Story.request(2, "r2", 20.5, 20.6, null, true));
    assertThat(story.broken()).containsExactly("I3", "I4");
  }

  @Test
  void aTakeoverAfterTheLeaseIsCountedAndAllowed() {
    story.requests.add(Story.request(1, "r2", 20, 29, null, false));
    story.requests.add(Story.request(2, "r2", 26.5, 26.6, null, true));
    assertThat(story.broken()).isEmpty();
    assertThat(Overlaps.takeovers(story.evidence())).isEqualTo(1);
  }

  @Test
  void aMissingVersionBreaksI5() {
    story.history.removeFirst();
    assertThat(story.broken()).contains("I5");
  }

  @Test
  void aVersionThatCameAboutTwiceBreaksI5() {
    story.happens("refreshed", 2, 12);
    assertThat(story.broken()).containsExactly("I5", "I6");
  }

  @Test
  void aTransitionWithoutEventBreaksI6() {
    story.updates.removeLast();
    assertThat(story.broken()).containsExactly("I6");
  }

  @Test
  void twoEventsOfOneTransitionBreakI6AndTheSameOneTwiceDoesNot() {
    story.updates.add(Story.update("e2", Story.REFRESHED, 2, null));
    assertThat(story.broken()).isEmpty();
    story.updates.add(Story.update("e2b", Story.REFRESHED, 2, null));
    assertThat(story.broken()).containsExactly("I6");
  }

  @Test
  void anEventOfSomethingThatNeverCameTrueBreaksI6() {
    story.updates.add(Story.update("e3", Story.REFRESHED, 3, null));
    assertThat(story.broken()).containsExactly("I6");
  }

  @Test
  void eventsInTheWrongOrderBreakI6() {
    story.updates.add(story.updates.removeFirst());
    assertThat(story.broken()).containsExactly("I6");
  }

  @Test
  void aRefreshAfterTheEndBreaksI8() {
    story.updates.set(0, Story.update("e1", Story.REVOKED, 1, "user_disconnected"));
    assertThat(story.broken()).contains("I8");
  }

  @Test
  void anActiveConnectionWhoseUserHasWithdrawnBreaksI8() {
    story.says(Published.Kind.WITHDRAWN, "event-2", null, 20);
    assertThat(story.broken()).containsExactly("I8");
    story.says(Published.Kind.AUTHORIZED, "event-3", "code", 21);
    assertThat(story.broken()).as("they came back").isEmpty();
  }

  @Test
  void oneEndInTwoBatchesBreaksI9() {
    String batch =
        """
        { "kind": "expired", "connections": [
          { "connection": "%s", "at": "2026-11-25T10:00:00Z" } ] }
        """
            .formatted(ID);
    String type = "dev.evergrant.reauthorization.required.v1";
    story.alerts.add(new Alerted("acme", "a1", type, batch));
    story.alerts.add(new Alerted("acme", "a1", type, batch));
    assertThat(story.broken()).as("the same event twice").isEmpty();
    story.alerts.add(new Alerted("acme", "a2", type, batch));
    assertThat(story.broken()).containsExactly("I9");
  }

  @Test
  void aGrantThatFailedHasOneAlertAlsoWhenItWasWithdrawnLater() {
    story.grants.add(new GrantRow("event-2", ID, "withdrawn", null, Story.at(30)));
    story.says(Published.Kind.AUTHORIZED, "event-2", "another code", 20);
    story.history.add(new HistoryRow(ID, Story.at(21), "grant_refused", null, null));
    assertThat(story.broken()).as("nobody was told").containsExactly("I9");
    String type = "dev.evergrant.authorization.failed.v1";
    String data = "{ \"connection\": \"%s\" }".formatted(ID);
    story.alerts.add(new Alerted("acme", "a1", type, data));
    assertThat(story.broken()).isEmpty();
    story.alerts.add(new Alerted("acme", "a2", type, data));
    assertThat(story.broken()).as("told twice").containsExactly("I9");
  }

  @Test
  void aCiphertextThatDoesNotOpenOrOpensElsewhereBreaksI10() {
    story.sealed.set(0, new Sealed("the refresh token", false, false));
    assertThat(story.broken()).containsExactly("I10");
    story.sealed.set(0, new Sealed("the refresh token", true, true));
    assertThat(story.broken()).containsExactly("I10");
  }

  @Test
  void whatWasFoundBreaksI11AndI12() {
    story.repeatedNonces.add("A nonce was used twice.");
    assertThat(story.broken()).containsExactly("I11");
    story.leaks.add("A token is in a log.");
    assertThat(story.broken()).containsExactly("I11", "I12");
  }

  @Test
  void whatIsLeftWhenPatienceEndsBreaksI13AndI14() {
    story.quiet = new Quiet(Duration.ofSeconds(31), List.of("One is due."), 0, 0, List.of());
    assertThat(story.broken()).containsExactly("I13");
    story.quiet = new Quiet(Duration.ofSeconds(31), List.of(), 1, 0, List.of());
    assertThat(story.broken()).containsExactly("I14");
    story.quiet = new Quiet(Duration.ofSeconds(31), List.of(), 0, 1, List.of());
    assertThat(story.broken()).containsExactly("I14");
    story.quiet = new Quiet(Duration.ofSeconds(1), List.of(), 0, 0, List.of("A thread is left."));
    assertThat(story.broken()).containsExactly("I14");
  }
}
