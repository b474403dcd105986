package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.alert.Desk.Authorization;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Rotation;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends of refresh tokens: unused for long, of a fixed age, or never there. */
class ForecastStory {
  private static final Instant BEGIN = Instant.parse("2026-11-02T00:00:00Z");
  private static final User OWNER = new User(null, "user-1@acme.example", "acme");
  private static final Duration HOURS = Duration.ofHours(2);
  private static final Reply AWAY = new Reply.Unavailable("Connection refused.");

  @Test
  void afterThirteenDaysOfOutagePeopleAreTold() {
    // Given
    Desk desk = of(Duration.ofDays(14), null, null);
    ConnectionId id = connect(desk, "production");
    desk.said();
    // When
    outage(desk, Duration.ofDays(12));
    // Then
    assertThat(desk.said()).isEmpty();
    // When
    outage(desk, Duration.ofDays(13));
    // Then
    assertThat(only(desk, "expiring"))
        .satisfies(
            one -> {
              assertThat(one.connection()).isEqualTo(id.toString());
              assertThat(one.reason()).isEqualTo("refresh_token_expired");
              assertThat(one.at()).isEqualTo(BEGIN.plus(Duration.ofDays(14)));
            });
    outage(desk, Duration.ofDays(13).plusHours(1));
    assertThat(desk.said()).as("told once").isEmpty();
  }

  @Test
  void whenTheProviderIsBackTheyHearThatItIsSettled() {
    // Given
    Desk desk = of(Duration.ofDays(14), null, null);
    ConnectionId id = connect(desk, "production");
    outage(desk, Duration.ofDays(13));
    desk.said();
    desk.pass(Duration.ofMinutes(5));
    // When
    var _ = desk.refresh(_ -> Desk.issued(HOURS));
    tick(desk);
    // Then
    assertThat(desk.said(Alert.ReauthorizationResolved.class))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert.connections())
                    .singleElement()
                    .matches(one -> one.connection().equals(id.toString()))
                    .matches(one -> one.reason().equals("refreshed")));
    tick(desk);
    assertThat(desk.said()).isEmpty();
    assertThat(desk.premises.count("SELECT count(*) FROM reauthorization")).isZero();
  }

  @Test
  void whenItComesBackTooLateTheyAreToldThatItHasEnded() {
    Desk desk = of(Duration.ofDays(14), null, null);
    var _ = connect(desk, "production");
    outage(desk, Duration.ofDays(13));
    desk.said();
    desk.at(BEGIN.plus(Duration.ofDays(14)).plusSeconds(60));
    var _ = desk.refresh(_ -> new Reply.Refused("invalid_grant"));
    tick(desk);
    assertThat(only(desk, "expired").reason()).isEqualTo("refresh_token_expired");
  }

  @Test
  void aLaterEndIsKnownAgainWhenTheIdleOneIsSettled() {
    // Given
    Desk desk = of(Duration.ofDays(14), Duration.ofDays(30), null);
    var _ = connect(desk, "production");
    outage(desk, Duration.ofDays(13));
    assertThat(only(desk, "expiring").at()).isEqualTo(BEGIN.plus(Duration.ofDays(14)));
    // When
    desk.pass(Duration.ofMinutes(5));
    var _ = desk.refresh(_ -> Desk.issued(HOURS));
    tick(desk);
    // Then
    assertThat(desk.said(Alert.ReauthorizationResolved.class)).hasSize(1);
    for (int day = 20; day <= 29; day += 9) {
      desk.at(BEGIN.plus(Duration.ofDays(day)));
      var _ = desk.refresh(_ -> Desk.issued(HOURS));
      tick(desk);
    }
    assertThat(only(desk, "expiring").at()).isEqualTo(BEGIN.plus(Duration.ofDays(30)));
  }

  @ParameterizedTest(name = "tokens of {0}, which die unused after as long")
  @ValueSource(strings = {"PT2H", "P1D", "P7D"})
  void whoIsRefreshedInTimeIsNeverWarned(Duration life) {
    // Given
    Desk desk = of(life, null, null);
    for (int i = 0; i < 20; i++) {
      desk.authorize(
          List.of(
              new Authorization(
                  new ConnectionId("crm-sync", "production", "user-" + i), OWNER, desk.now())),
          Desk.issued(life));
    }
    desk.said();
    // When
    for (int i = 1; i <= 240; i++) {
      desk.at(BEGIN.plus(life.multipliedBy(i).dividedBy(60)));
      var _ = desk.refresh(_ -> Desk.issued(life));
      tick(desk);
    }
    // Then
    assertThat(desk.said(Alert.class)).isEmpty();
  }

  @Test
  void aFixedLifetimeEndsWhateverIsRefreshed() {
    // Given
    Desk desk = of(null, Duration.ofDays(365), null);
    var _ = connect(desk, "production");
    Instant end = BEGIN.plus(Duration.ofDays(365));
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> end.equals(update.reauthorizeBy()));
    // When
    desk.at(end.minus(Duration.ofHours(25)));
    var _ = desk.refresh(_ -> Desk.issued(HOURS));
    tick(desk);
    // Then
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> end.equals(update.reauthorizeBy()));
    desk.pass(Duration.ofHours(1));
    tick(desk);
    assertThat(only(desk, "expiring").reason()).isEqualTo("refresh_token_expired");
  }

  @Test
  void whereNobodyIsSparedTheOwnersOwnUsersEndToo() {
    // Given
    Desk desk = of(null, null, new Profile.Development(0, Duration.ofDays(7)));
    var _ = connect(desk, "development");
    Instant end = BEGIN.plus(Duration.ofDays(7));
    assertThat(desk.said(TokenUpdate.class))
        .singleElement()
        .matches(update -> end.equals(update.reauthorizeBy()));
    // When
    desk.rule.settle();
    desk.restate.restate();
    assertThat(desk.said()).isEmpty();
    desk.at(BEGIN.plus(Duration.ofDays(6)));
    tick(desk);
    // Then
    assertThat(only(desk, "expiring").at()).isEqualTo(end);
  }

  @Test
  void aConnectionWithoutARefreshTokenIsForetoldHalfWayAndEndsWithItsAccessToken() {
    // Given
    Desk desk = of(Duration.ofDays(14), null, null);
    ConnectionId id = new ConnectionId("crm-sync", "production", "user-1");
    desk.authorize(
        List.of(new Authorization(id, OWNER, BEGIN)), Desk.issued(Duration.ofHours(2), null));
    desk.said();
    // When
    desk.at(BEGIN.plus(Duration.ofMinutes(59)));
    tick(desk);
    assertThat(desk.said()).isEmpty();
    desk.at(BEGIN.plus(Duration.ofMinutes(60)));
    tick(desk);
    // Then
    assertThat(only(desk, "expiring").reason()).isEqualTo("refresh_token_expired");
    // When
    desk.at(BEGIN.plus(Duration.ofHours(2)));
    var _ = desk.refresh(_ -> new Reply.Refused("nobody is asked"));
    tick(desk);
    // Then
    assertThat(only(desk, "expired").reason()).isEqualTo("refresh_token_expired");
  }

  /** The provider is away until then, and somebody tries now and then. */
  private static void outage(Desk desk, Duration until) {
    desk.at(BEGIN.plus(until).minusSeconds(1));
    var _ = desk.refresh(_ -> AWAY);
    desk.at(BEGIN.plus(until));
    tick(desk);
  }

  private static void tick(Desk desk) {
    desk.rule.settle();
    desk.forecast.look();
    desk.batches.make();
    desk.restate.restate();
  }

  private static ConnectionId connect(Desk desk, String environment) {
    return desk.authorize(new ConnectionId("crm-sync", environment, "user-1"), OWNER);
  }

  /** The one connection that was named, in an alert of that kind. */
  private static Alert.Affected only(Desk desk, String kind) {
    List<Alert.ReauthorizationRequired> alerts = desk.said(Alert.ReauthorizationRequired.class);
    assertThat(alerts).singleElement().matches(alert -> alert.kind().equals(kind));
    assertThat(alerts.getFirst().connections()).hasSize(1);
    return alerts.getFirst().connections().getFirst();
  }

  private static Desk of(
      @Nullable Duration idle,
      @Nullable Duration absolute,
      Profile.@Nullable Development development) {
    return new Desk(
        BEGIN,
        Desk.USUAL,
        Samples.app(
            Samples.profile(
                new Profile.RefreshTokenLifetime(idle, absolute),
                Rotation.UNKNOWN,
                Duration.ZERO,
                development)));
  }
}
