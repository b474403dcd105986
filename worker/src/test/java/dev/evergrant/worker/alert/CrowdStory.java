package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.RSADecrypter;
import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The organization that owns an app may have ten users of its development credentials for good. */
class CrowdStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final Instant END = BEGIN.plus(Duration.ofDays(7));
  private static final App APP = Samples.app(Samples.outreach());
  private static final App OTHER =
      new App("mail-sync", APP.provider(), APP.owners(), APP.scopes(), ofOther());

  private final Desk desk = new Desk(BEGIN, Desk.USUAL, APP, OTHER);

  @Test
  void theEleventhUserGivesAllElevenAnEndAndOnlyTheirOwnUpdateIsNewer() throws Exception {
    // Given
    tenOwners();
    List<TokenUpdate> before = desk.said(TokenUpdate.class);
    assertThat(before).hasSize(10).allMatch(update -> update.reauthorizeBy() == null);
    // When
    connect("user-11");
    // Then
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> END.equals(update.reauthorizeBy()));
    // When
    desk.rule.settle();
    desk.restate.restate();
    // Then
    List<TokenUpdate> restated = desk.said(TokenUpdate.class);
    assertThat(restated).hasSize(10);
    for (TokenUpdate update : before) {
      TokenUpdate again =
          restated.stream()
              .filter(one -> one.connection().equals(update.connection()))
              .findFirst()
              .orElseThrow();
      assertThat(again.version()).isEqualTo(update.version());
      assertThat(again.reauthorizeBy()).isEqualTo(END);
      assertThat(again.expiresAt()).isEqualTo(update.expiresAt());
      assertThat(accessToken(again)).isEqualTo(accessToken(update));
    }
    // When nothing has changed since
    desk.rule.settle();
    desk.rule.review();
    desk.restate.restate();
    // Then
    assertThat(desk.said()).isEmpty();
    assertThat(open()).isEqualTo(11);
  }

  @Test
  void whenTheEleventhLeavesTheOthersLoseTheirEndAndWhoWasToldHearsIt() {
    // Given
    tenOwners();
    connect("user-11");
    desk.rule.settle();
    desk.pass(Duration.ofDays(6));
    desk.batches.make();
    assertThat(desk.said(Alert.ReauthorizationRequired.class))
        .singleElement()
        .satisfies(alert -> assertThat(alert.connections()).hasSize(11));
    // When
    desk.withdraw(List.of(id("user-11")));
    desk.rule.settle();
    desk.restate.restate();
    // Then
    assertThat(desk.said(TokenUpdate.class))
        .filteredOn(update -> update.status().equals("active"))
        .hasSize(10)
        .allMatch(update -> update.reauthorizeBy() == null);
    assertThat(open()).isZero();
    // When
    desk.batches.make();
    // Then
    Map<String, String> how = new HashMap<>();
    desk.said(Alert.ReauthorizationResolved.class)
        .forEach(alert -> alert.connections().forEach(one -> how.put(one.subject(), one.reason())));
    assertThat(how).hasSize(11).containsEntry("user-11", "withdrawn");
    assertThat(how.values()).filteredOn("not_needed"::equals).hasSize(10);
  }

  @Test
  void whenTheEleventhLeavesBeforeAnybodyWasToldNobodyIs() {
    tenOwners();
    connect("user-11");
    desk.rule.settle();
    desk.withdraw(List.of(id("user-11")));
    desk.rule.settle();
    desk.pass(Duration.ofDays(6));
    desk.batches.make();
    assertThat(desk.said(Alert.class)).isEmpty();
    assertThat(open()).isZero();
  }

  @Test
  void aUserOfTwoAppsCountsInEach() {
    tenOwners();
    for (int i = 1; i <= 10; i++) {
      connect(new ConnectionId("mail-sync", "development", "user-" + i), "user-" + i);
    }
    desk.rule.settle();
    assertThat(ends()).isZero();
    // When
    connect(new ConnectionId("mail-sync", "development", "user-11"), "user-11");
    desk.rule.settle();
    // Then
    assertThat(ends()).isEqualTo(11);
    assertThat(desk.premises.ask("SELECT DISTINCT app FROM reauthorization", String.class))
        .containsExactly("mail-sync");
  }

  @Test
  void twoConnectionsOfOnePersonCountOnce() {
    tenOwners();
    connect(id("user-1-on-the-phone"), "USER-1");
    desk.rule.settle();
    assertThat(ends()).isZero();
    connect("user-11");
    desk.rule.settle();
    assertThat(ends()).isEqualTo(12);
  }

  @Test
  void ownersOfProductionCredentialsAndForeignersDoNotCount() {
    tenOwners();
    connect(new ConnectionId("crm-sync", "production", "user-11"), "user-11");
    desk.authorize(id("guest"), new User(null, "guest@globex.example", "globex"));
    desk.authorize(id("stranger"), User.UNKNOWN);
    desk.rule.settle();
    assertThat(ends()).isEqualTo(2);
  }

  @Test
  void anOrganizationThatIsLearntLaterChangesTheEnd() {
    // Given
    desk.authorize(id("stranger"), User.UNKNOWN);
    desk.authorize(id("somebody"), new User(null, null, "acme"));
    assertThat(ends()).isEqualTo(1);
    // When
    desk.premises.execute(
        "UPDATE connection SET organization = CASE subject WHEN 'stranger' THEN 'acme'"
            + " ELSE 'globex' END");
    desk.rule.settle();
    desk.rule.review();
    // Then
    assertThat(
            desk.premises.ask(
                "SELECT subject FROM connection WHERE reauthorize_by IS NOT NULL", String.class))
        .containsExactly("somebody");
    assertThat(desk.premises.ask("SELECT subject FROM reauthorization", String.class))
        .containsExactly("somebody");
  }

  private void tenOwners() {
    IntStream.rangeClosed(1, 10).forEach(i -> connect("user-" + i));
  }

  private void connect(String user) {
    connect(id(user), user);
  }

  private void connect(ConnectionId id, String user) {
    desk.authorize(id, new User(null, user + "@acme.example", "acme"));
  }

  private static ConnectionId id(String user) {
    return new ConnectionId("crm-sync", "development", user);
  }

  private long open() {
    return desk.premises.count("SELECT count(*) FROM reauthorization WHERE state <> 'resolved'");
  }

  private long ends() {
    return desk.premises.count("SELECT count(reauthorize_by) FROM connection");
  }

  private static String accessToken(TokenUpdate update) throws Exception {
    JWEObject jwe = JWEObject.parse(update.accessTokens().get("crm-reader"));
    jwe.decrypt(new RSADecrypter(Desk.READER));
    return jwe.getPayload().toString();
  }

  private static Map<String, Credentials> ofOther() {
    Map<String, Credentials> credentials = new HashMap<>();
    APP.credentials()
        .forEach(
            (environment, of) ->
                credentials.put(
                    environment,
                    new Credentials(
                        "mail-sync",
                        environment,
                        of.clientId(),
                        of.clientSecret(),
                        of.redirectUris(),
                        of.states())));
    return credentials;
  }
}
