package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevelopmentRuleTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  private Outreach.Reply connect(String email) throws Exception {
    return outreach.connect(email, Environment.DEVELOPMENT);
  }

  private Outreach.Reply refresh(Outreach.Reply reply) throws Exception {
    return outreach.token(Outreach.refreshForm(reply.refreshToken(), Environment.DEVELOPMENT));
  }

  private List<Outreach.Reply> ownersUsers(int count) throws Exception {
    List<Outreach.Reply> replies = new ArrayList<>();
    for (int user = 1; user <= count; user++) {
      replies.add(connect("user" + user + "@acme.example"));
    }
    return replies;
  }

  @Test
  void usersOfOtherOrganizationsAreExpiredAWeekAfterTheirConsent() throws Exception {
    var first = connect("user7@globex.example");
    outreach.simulator.advance(Duration.ofDays(7).minusSeconds(1));
    var second = refresh(first);
    assertThat(second.status()).isEqualTo(200);

    outreach.simulator.advance(Duration.ofSeconds(1));

    assertThat(outreach.me(second.accessToken()).status()).isEqualTo(401);
    assertThat(refresh(second).error()).isEqualTo("invalid_grant");
  }

  @Test
  void tenUsersOfTheOwnerStayConnected() throws Exception {
    var replies = ownersUsers(10);
    outreach.simulator.advance(Duration.ofDays(8));
    for (var reply : replies) {
      assertThat(refresh(reply).status()).isEqualTo(200);
    }
  }

  @Test
  void withTheEleventhAllUsersOfTheOwnerAreExpired() throws Exception {
    var replies = ownersUsers(11);
    outreach.simulator.advance(Duration.ofDays(8));
    for (var reply : replies) {
      assertThat(refresh(reply).error()).isEqualTo("invalid_grant");
    }
  }

  @Test
  void oneUserWithSeveralGrantsCountsOnce() throws Exception {
    var replies = ownersUsers(10);
    connect("user1@acme.example");
    outreach.simulator.advance(Duration.ofDays(8));
    assertThat(refresh(replies.getLast()).status()).isEqualTo(200);
  }

  @Test
  void whenTheEleventhLeavesInTimeTheOthersStay() throws Exception {
    var replies = ownersUsers(11);
    outreach.simulator.disconnect("user11@acme.example", Environment.DEVELOPMENT);
    outreach.simulator.advance(Duration.ofDays(8));
    assertThat(refresh(replies.getFirst()).status()).isEqualTo(200);
  }

  @Test
  void whenTheEleventhLeavesTooLateTheOthersAreGone() throws Exception {
    var replies = ownersUsers(11);
    outreach.simulator.advance(Duration.ofDays(8));
    outreach.simulator.disconnect("user11@acme.example", Environment.DEVELOPMENT);
    assertThat(refresh(replies.getFirst()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void aNewConsentBeginsANewWeek() throws Exception {
    connect("user7@globex.example");
    outreach.simulator.advance(Duration.ofDays(8));
    var again = connect("user7@globex.example");
    outreach.simulator.advance(Duration.ofDays(6));
    assertThat(refresh(again).status()).isEqualTo(200);
  }

  @Test
  void productionCredentialsKnowNoSuchRule() throws Exception {
    var first = outreach.connect("user7@globex.example");
    outreach.simulator.advance(Duration.ofDays(8));
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
  }
}
