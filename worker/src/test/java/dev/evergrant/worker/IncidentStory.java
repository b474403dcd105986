package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.worker.lifecycle.Incident;
import dev.evergrant.worker.store.PauseRows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider refuses unusually many: either it is ill, or they have really left. */
class IncidentStory {
  private static final int MANY = 20;
  private static final int LEAVERS = 12;
  private static final Duration LIFETIME = Duration.ofHours(2);
  private static final Duration PROBE = Duration.ofSeconds(11);
  private static final String PROBES = "SELECT sum(probes) FROM app_pause WHERE :connection <> ''";

  private final World world = new World();
  private List<ConnectionId> connections;

  @BeforeEach
  void connect() {
    world.withProviders(
        """
        providers:
          outreach:
            authorizeUrl: $authorize
            tokenUrl: $token
            mintSpacing: 0s
            rotation: grace
            rotationGrace: 30s
            limits: { ratePerSecond: 2000, concurrent: 64, deadline: 10s }
        """);
    world.startWorker();
    connections = world.connectMany(MANY, Environment.PRODUCTION);
    connections.forEach(connection -> world.awaitVersion(connection, 1));
  }

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void whileEverybodyIsRefusedForMinutesNobodyIsLostAndItEndsByItself() {
    // Given
    world
        .outreach
        .faults()
        .set(Fault.of(Fault.Kind.INVALID_GRANT_ALL).onGrantType("refresh_token"));
    world.advance(LIFETIME);
    awaitPause();
    for (int minutes = 0; minutes < 10; minutes++) {
      world.advance(Duration.ofMinutes(1));
      awaitProbe();
    }
    ConnectionId newcomer = world.connect("newcomer", Environment.PRODUCTION);
    world.awaitVersion(newcomer, 1);
    assertThat(world.updates(EventTypes.TOKEN_REVOKED)).isEmpty();
    // When
    world.outreach.faults().clear();
    while (world.alerts(EventTypes.APP_RESUMED).isEmpty()) {
      probe();
    }
    // Then
    connections.forEach(connection -> world.awaitVersion(connection, 2));
    assertThat(world.updates(EventTypes.TOKEN_REVOKED)).isEmpty();
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1);
    assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(1);
  }

  /** An incident may be over long before the pause is, and a grace has no time to wait for that. */
  @Test
  void whatIsInDoubtIsAskedAboutWhileTheProvidersGraceLasts() {
    // Given
    ConnectionId doubtful = connections.getFirst();
    world
        .outreach
        .faults()
        .set(Fault.of(Fault.Kind.INVALID_GRANT_ALL).onGrantType("refresh_token"));
    world.advance(LIFETIME);
    awaitPause();
    probe();
    withoutFurtherProbes();
    world.outreach.faults().clear();
    // When
    tell(
        """
        UPDATE connection SET in_doubt = true, doubt_since = evergrant_now(),
          due_at = evergrant_now() WHERE connection = ?\
        """,
        doubtful.toString());
    // Then
    world.awaitVersion(doubtful, 2);
    assertThat(world.alerts(EventTypes.APP_RESUMED)).isEmpty();
  }

  @Test
  void whoHasReallyLeftIsGivenUpWhenAnOperatorSaysSo() {
    // Given
    leave();
    // When
    world
        .database()
        .jdbi()
        .useTransaction(
            handle -> new PauseRows().believe(handle, "crm-sync", "production", Incident.BELIEF));
    // Then
    awaitTheEndOfTheLeavers();
  }

  @Test
  void whoHasReallyLeftIsGivenUpWhenOthersAreAcceptedAfterHalfAnHour() {
    // Given
    leave();
    for (int probes = 0; probes < 4; probes++) {
      probe();
    }
    assertThat(world.updates(EventTypes.TOKEN_REVOKED)).isEmpty();
    // When
    world.advance(LIFETIME);
    // Then
    eventually(
        () -> {
          probe();
          assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(1);
        });
    awaitTheEndOfTheLeavers();
  }

  private void leave() {
    for (int i = 0; i < LEAVERS; i++) {
      world.outreach.disconnect("user-" + i + "@acme.example", Environment.PRODUCTION);
    }
    world.advance(LIFETIME);
    awaitPause();
  }

  private void awaitTheEndOfTheLeavers() {
    connections
        .subList(0, LEAVERS)
        .forEach(connection -> world.awaitEnd(connection, "provider_revoked"));
    for (ConnectionId loyal : connections.subList(LEAVERS, MANY)) {
      assertThat(world.newest(loyal).data().status()).isEqualTo("active");
    }
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1);
    eventually(() -> assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(1));
  }

  private void awaitPause() {
    eventually(() -> assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1));
    assertThat(world.alert(world.alerts(EventTypes.APP_PAUSED).getFirst()))
        .isInstanceOfSatisfying(
            Alert.AppPaused.class,
            paused -> {
              assertThat(paused.error()).isEqualTo("unusual_refusals");
              assertThat(paused.message()).contains("connections believe --app crm-sync");
            });
  }

  private void probe() {
    world.advance(PROBE);
    awaitProbe();
  }

  /** So that it is no probe that brings what is waited for. */
  private void withoutFurtherProbes() {
    tell("UPDATE app_pause SET probe_at = 'infinity'");
  }

  private void tell(String statement, Object... arguments) {
    world.database().jdbi().useHandle(handle -> handle.execute(statement, arguments));
  }

  /** Until the probe that is due was begun and answered, or the pause is over. */
  private void awaitProbe() {
    Long before = world.ask(PROBES, connections.getFirst(), Long.class);
    int seen = world.seen("refresh").size();
    eventually(
        () -> {
          if (world.alerts(EventTypes.APP_RESUMED).isEmpty()) {
            assertThat(world.ask(PROBES, connections.getFirst(), Long.class)).isNotEqualTo(before);
            assertThat(world.seen("refresh")).hasSizeGreaterThan(seen);
          }
        });
  }
}
