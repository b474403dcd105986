package dev.evergrant.worker.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.alert.Desk.Authorization;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A development grant's end, the way back from it, and what becomes of who does not take it. */
class WayBackStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final User GUEST = new User(null, "guest@globex.example", "globex");
  private static final ConnectionId ID = new ConnectionId("crm-sync", "development", "guest");
  private static final Duration LONG = Duration.ofDays(12);
  private static final Reply DEAD = new Reply.Refused("invalid_grant");

  private Desk desk = new Desk(BEGIN, Desk.USUAL, Samples.app(Samples.outreach()));

  @Test
  void theEndIsFoundAtOnceThoughTheAccessTokenWouldLiveOn() {
    // Given
    desk.authorize(List.of(new Authorization(ID, GUEST, BEGIN)), Desk.issued(LONG));
    TokenUpdate issued = desk.said(TokenUpdate.class).getFirst();
    assertThat(issued.expiresAt()).isAfter(BEGIN.plus(Duration.ofDays(11)));
    // When
    desk.at(BEGIN.plus(Duration.ofDays(7)).minusMillis(1));
    assertThat(desk.refresh(_ -> DEAD)).isEmpty();
    desk.at(BEGIN.plus(Duration.ofDays(7)));
    assertThat(desk.refresh(_ -> DEAD)).containsExactly(ID);
    // Then
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> "development_expired".equals(update.reason()));
  }

  @Test
  void ifTheProviderDoesNotEndItThenItGoesOn() {
    desk.authorize(List.of(new Authorization(ID, GUEST, BEGIN)), Desk.issued(LONG));
    desk.at(BEGIN.plus(Duration.ofDays(7)));
    var _ = desk.refresh(_ -> Desk.issued(LONG));
    desk.pass(Duration.ofHours(1));
    assertThat(desk.refresh(_ -> DEAD)).as("not asked again and again").isEmpty();
    assertThat(status()).containsExactly("active");
  }

  @Test
  void peopleAreRemindedAsOftenAsIsConfiguredAndNoMore() {
    // Given
    desk.authorize(List.of(new Authorization(ID, GUEST, BEGIN)), Desk.issued(LONG));
    // When
    List<String> told = new ArrayList<>();
    for (int hour = 1; hour <= 24 * 30; hour++) {
      desk.at(BEGIN.plus(Duration.ofHours(hour)));
      var _ = desk.refresh(_ -> DEAD);
      desk.batches.make();
      for (var alert : desk.said(Alert.ReauthorizationRequired.class)) {
        told.add(hour + " " + alert.kind() + " " + alert.connections().getFirst().reminder());
      }
    }
    // Then
    assertThat(told)
        .containsExactly(
            "144 expiring null",
            "168 expired null",
            "240 expired 1",
            "312 expired 2",
            "384 expired 3");
  }

  @Test
  void aNewGrantEndsTheRemindersAndIsSaid() {
    // Given
    ended();
    desk.batches.make();
    assertThat(desk.said(Alert.ReauthorizationRequired.class)).hasSize(1);
    // When
    desk.pass(Duration.ofHours(5));
    Instant again = desk.now();
    desk.authorize(List.of(new Authorization(ID, GUEST, again)), Desk.issued(LONG));
    desk.batches.make();
    // Then
    assertThat(desk.said(Alert.ReauthorizationResolved.class))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.organization()).isEqualTo("globex");
              assertThat(alert.connections())
                  .singleElement()
                  .matches(one -> one.reason().equals("reauthorized"))
                  .matches(one -> one.at().equals(again));
            });
    desk.pass(Duration.ofDays(5));
    desk.batches.make();
    assertThat(desk.said(Alert.class)).as("a new week has begun").isEmpty();
    desk.at(again.plus(Duration.ofDays(6)));
    desk.batches.make();
    assertThat(desk.said(Alert.ReauthorizationRequired.class)).hasSize(1);
  }

  @Test
  void aNewGrantBeforeAnybodyWasToldIsNotSpokenOf() {
    ended();
    desk.authorize(List.of(new Authorization(ID, GUEST, desk.now())), Desk.issued(LONG));
    desk.batches.make();
    assertThat(desk.said(Alert.class)).isEmpty();
  }

  @Test
  void whoWithdrawsAfterTheEndIsNotRemindedAnyMore() {
    ended();
    desk.batches.make();
    desk.said();
    desk.withdraw(List.of(ID));
    desk.batches.make();
    assertThat(desk.said(Alert.ReauthorizationResolved.class))
        .singleElement()
        .matches(alert -> alert.connections().getFirst().reason().equals("withdrawn"));
    desk.pass(Duration.ofDays(20));
    desk.batches.make();
    assertThat(desk.said()).isEmpty();
  }

  @Test
  void whatIsSettledIsSaidBeforeWhatBegins() {
    // Given
    ended();
    desk.batches.make();
    desk.authorize(List.of(new Authorization(ID, GUEST, desk.now())), Desk.issued(LONG));
    desk.said();
    // When no batch was made for long
    desk.pass(Duration.ofDays(6));
    desk.batches.make();
    // Then
    assertThat(desk.said(Alert.class))
        .extracting(Alert::type)
        .containsExactly(
            "dev.evergrant.reauthorization.resolved.v1",
            "dev.evergrant.reauthorization.required.v1");
  }

  @Test
  void whoDoesNotComeBackIsLetGo() {
    // Given
    desk = new Desk(BEGIN, Desk.USUAL, revocable());
    ended();
    desk.batches.make();
    desk.said();
    long rows = desk.premises.count("SELECT count(*) FROM history");
    assertThat(rows).isEqualTo(2);
    desk.pass(Duration.ofDays(30).minusMillis(1));
    desk.letGo.letGo();
    assertThat(status()).containsExactly("revoked");
    // What an earlier version may have left, bound to the version as it is now.
    sealToken();
    // When
    desk.pass(Duration.ofMillis(1));
    desk.letGo.letGo();
    // Then
    assertThat(status()).isEmpty();
    assertThat(desk.premises.count("SELECT count(*) FROM history")).isZero();
    assertThat(desk.said())
        .singleElement()
        .matches(said -> said.data() == null)
        .matches(said -> said.key().equals(ID.toString()))
        .matches(said -> said.topic().equals(Topics.TOKEN_UPDATES));
    assertThat(desk.premises.ask("SELECT connection FROM revocation", String.class))
        .containsExactly(ID.toString());
    // When
    desk.batches.make();
    // Then
    assertThat(desk.said(Alert.ReauthorizationResolved.class))
        .singleElement()
        .matches(alert -> alert.connections().getFirst().reason().equals("let_go"));
    assertThat(desk.premises.count("SELECT count(*) FROM reauthorization")).isZero();
  }

  @Test
  void whoComesBackAtThatVeryMomentIsKept() {
    // Given
    ended();
    desk.pass(Duration.ofDays(30));
    desk.premises.execute(
        """
        INSERT INTO authorization_grant (event_source, event_id, code_fingerprint, connection, app,
          environment, provider, redirect_uri, authorized_at, received_at, deadline, due_at)
        VALUES ('/x', '1', '\\x01', ?, 'crm-sync', 'development', 'outreach', 'https://x/',
          evergrant_now(), evergrant_now(), evergrant_now() + interval '10 minutes',
          evergrant_now())\
        """,
        ID.toString());
    // When
    desk.letGo.letGo();
    // Then
    assertThat(status()).containsExactly("revoked");
  }

  @Test
  void whoComesBackAfterThatBeginsAnew() {
    ended();
    desk.pass(Duration.ofDays(30));
    desk.letGo.letGo();
    desk.said();
    desk.authorize(List.of(new Authorization(ID, GUEST, desk.now())), Desk.issued(LONG));
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> update.version() == 1);
  }

  /** A week has passed, and the provider has ended it; nobody has been told. */
  private void ended() {
    desk.authorize(List.of(new Authorization(ID, GUEST, BEGIN)), Desk.issued(LONG));
    desk.at(BEGIN.plus(Duration.ofDays(7)));
    var _ = desk.refresh(_ -> DEAD);
    desk.said();
  }

  private List<String> status() {
    return desk.premises.ask("SELECT status FROM connection", String.class);
  }

  private void sealToken() {
    long version = desk.premises.count("SELECT version FROM connection");
    byte[] sealed =
        desk.premises
            .cipher()
            .seal("left-over".getBytes(UTF_8), ID.toString(), "refresh_token", version);
    desk.premises.execute("UPDATE connection SET refresh_token = ?", sealed);
  }

  private static App revocable() {
    Profile outreach = Samples.outreach();
    return Samples.app(
        new Profile(
            outreach.name(),
            outreach.authorizeUrl(),
            outreach.tokenUrl(),
            URI.create("https://api.outreach.io/oauth/revoke"),
            outreach.clientAuthentication(),
            outreach.codeLifetime(),
            outreach.accessTokenLifetime(),
            outreach.refreshTokenLifetime(),
            outreach.rotation(),
            outreach.rotationGrace(),
            outreach.resend(),
            outreach.mintSpacing(),
            outreach.limits(),
            outreach.development(),
            outreach.refusals(),
            null));
  }
}
