package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.devkit.simulator.RetryAfterForm;
import dev.evergrant.worker.Heard.Update;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How a connection ends, and how it begins anew. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndStory {
  private static final Duration LIFETIME = Duration.ofHours(2);
  private static final String GRANT_STATES =
      "SELECT string_agg(state || (code IS NULL), ',') FROM authorization_grant"
          + " WHERE connection = :connection";
  private static final String HAPPENED =
      "SELECT string_agg(what, ' ' ORDER BY id) FROM history WHERE connection = :connection";
  private static final String LATE =
      "SELECT count(*) FROM history WHERE connection = :connection AND what = 'late_tokens'";

  private final World world = new World();

  @BeforeAll
  void startTheWorker() {
    world.outreach.settings(settings -> settings.withRevocation(true));
    world.withProviders(
        """
        providers:
          outreach:
            authorizeUrl: $authorize
            tokenUrl: $token
            revokeUrl: $revoke
            mintSpacing: 0s
            limits: { ratePerSecond: 2000, concurrent: 64, deadline: 10s }
        """);
    world.startWorker();
  }

  @AfterEach
  void mend() {
    world.outreach.faults().clear();
    world.outreach.settings(settings -> settings.withTokenLifetime(LIFETIME));
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aUserWhoDisconnectsAtTheProviderEndsTheConnection() {
    // Given
    ConnectionId connection = connected("leaver");
    // When
    world.outreach.disconnect("leaver@acme.example", Environment.PRODUCTION);
    Instant left = Instant.now();
    world.advance(LIFETIME);
    // Then
    world.awaitEnd(connection, "provider_revoked");
    assertThat(Duration.between(left, Instant.now())).isLessThan(Duration.ofSeconds(20));
    assertThat(world.ask(HAPPENED, connection, String.class)).isEqualTo("issued held revoked");
    assertThat(world.newest(connection).data().version()).isEqualTo(2);
  }

  @Test
  void aDevelopmentGrantEndsAfterItsWeekAsForetold() {
    // Given
    world.outreach.settings(settings -> settings.withTokenLifetime(Duration.ofDays(8)));
    ConnectionId connection = world.connectForeigner("guest", Environment.DEVELOPMENT);
    world.awaitVersion(connection, 1);
    // When
    world.advance(Duration.ofDays(8));
    // Then
    world.awaitEnd(connection, "development_expired");
    var issued = world.updates(connection).getFirst().data();
    var issuedAt = requireNonNull(issued.issuedAt());
    assertThat(issued.reauthorizeBy())
        .isBetween(
            issuedAt.plus(Duration.ofDays(7)).minusSeconds(60), issuedAt.plus(Duration.ofDays(7)));
  }

  @Test
  void aWithdrawnAuthorizationEndsAtOnceAndTheProviderIsTold() {
    // Given
    ConnectionId connection = connected("withdrawer");
    // When
    world.withdraw(connection);
    // Then
    world.awaitEnd(connection, "user_disconnected");
    eventually(() -> assertThat(world.seen("revoke", connection)).isNotEmpty());
    assertThat(world.seen("revoke", connection).getFirst().committed())
        .anyMatch(change -> change.contains("client_revoked"));
  }

  @Test
  void whatIsInQuarantineIsNotKeptAgainstTheUsersWish() {
    // Given
    ConnectionId connection = connected("withdrawer-2");
    int before = world.seen("revoke").size();
    BehindTheBack.quarantine(
        world, connection, BehindTheBack.spend(world, world.refreshToken(connection, 1)));
    // When
    world.withdraw(connection);
    // Then
    world.awaitEnd(connection, "user_disconnected");
    eventually(() -> assertThat(world.seen("revoke")).hasSize(before + 2));
    assertThat(
            world.ask(
                "SELECT count(*) FROM quarantine WHERE connection = :connection",
                connection,
                Long.class))
        .isZero();
  }

  @Test
  void aWithdrawalEndsTheGrantsThatAreUnderWay() {
    // Given
    world
        .outreach
        .faults()
        .set(
            Fault.of(Fault.Kind.THROTTLE)
                .withRetryAfter(Duration.ofMinutes(1), RetryAfterForm.SECONDS));
    ConnectionId connection = world.connect("undecided", Environment.PRODUCTION);
    eventually(() -> assertThat(grantStates(connection)).isEqualTo("pendingfalse"));
    // When
    world.withdraw(connection);
    // Then
    eventually(() -> assertThat(grantStates(connection)).isEqualTo("withdrawntrue"));
    world.outreach.faults().clear();
    world.advance(Duration.ofMinutes(2));
    world.awaitVersion(world.connect("undecided-2", Environment.PRODUCTION), 1);
    assertThat(world.updates(connection)).isEmpty();
  }

  @Test
  void aRefreshThatFinishesAfterTheWithdrawalIsNotStored() {
    // Given
    ConnectionId connection = connected("racer");
    world.outreach.faults().set(delay("refresh_token"));
    world.advance(LIFETIME);
    eventually(() -> assertThat(world.seen("refresh", connection)).hasSize(1));
    // When
    world.withdraw(connection);
    // Then
    world.awaitEnd(connection, "user_disconnected");
    eventually(() -> assertThat(world.ask(LATE, connection, Long.class)).isEqualTo(1));
    assertThat(world.newest(connection).data().status()).isEqualTo("revoked");
    assertThat(world.updates(connection)).hasSize(2);
    eventually(
        () ->
            assertThat(
                    world.seen("revoke").stream()
                        .filter(
                            e ->
                                e.presented() != null
                                    && e.presented()
                                        .equals(
                                            world.seen("refresh", connection).getFirst().issued())))
                .hasSize(1));
  }

  @Test
  void aNewGrantBringsAnEndedConnectionBack() {
    // Given
    ConnectionId connection = connected("returner");
    world.withdraw(connection);
    world.awaitEnd(connection, "user_disconnected");
    // When
    world.connect("returner", Environment.PRODUCTION);
    // Then
    world.awaitVersion(connection, 3);
    assertThat(world.newest(connection).type()).isEqualTo(EventTypes.TOKEN_ISSUED);
  }

  @Test
  void aNewGrantReplacesTokensOnlyWhenItsExchangeSucceeds() {
    // Given
    ConnectionId connection = connected("renewer");
    world.outreach.faults().set(Fault.once(Fault.Kind.INVALID_GRANT_ALL));
    world.connect("renewer", Environment.PRODUCTION);
    eventually(
        () -> assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED, connection)).hasSize(1));
    assertThat(world.updates(connection)).hasSize(1);
    // When
    world.connect("renewer", Environment.PRODUCTION);
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.updates(connection))
        .extracting(Update::type)
        .containsOnly(EventTypes.TOKEN_ISSUED);
  }

  private ConnectionId connected(String user) {
    ConnectionId connection = world.connect(user, Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    return connection;
  }

  private String grantStates(ConnectionId connection) {
    return String.valueOf(world.ask(GRANT_STATES, connection, String.class));
  }

  private static Fault delay(String grantType) {
    return Fault.once(Fault.Kind.DELAY).onGrantType(grantType).lasting(Duration.ofSeconds(2));
  }
}
