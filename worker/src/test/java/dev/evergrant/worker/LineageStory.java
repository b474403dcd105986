package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.devkit.simulator.Rotation;
import dev.evergrant.worker.Heard.Update;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A worker has the provider's answer and cannot reach the database until long after its lease: its
 * tokens are the only good ones, and another worker has taken its work over.
 */
class LineageStory {
  private static final String PROFILE =
      """
      providers:
        outreach:
          authorizeUrl: $authorize
          tokenUrl: $token
          mintSpacing: 0s
          rotation: %s
          rotationGrace: 1m
          resend: %s
          limits: { ratePerSecond: 2000, concurrent: 64, deadline: 1500ms }
      """;

  private static final Duration LEASE = Duration.ofSeconds(9);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofSeconds(16);
  private static final Duration LIFETIME = Duration.ofHours(2);
  private static final String HAPPENED =
      "SELECT string_agg(what, ' ' ORDER BY id) FROM history WHERE connection = :connection";
  private static final String CLAIMED =
      "SELECT owner IS NOT NULL FROM connection WHERE connection = :connection";
  private static final String REASON =
      "SELECT reason FROM connection WHERE connection = :connection";
  private static final String QUARANTINED =
      "SELECT count(*) FROM quarantine WHERE connection = :connection";

  private final World world = new World();
  private final Link link = world.link();

  @AfterEach
  void closeTheWorld() {
    link.mend();
    world.close();
    link.close();
  }

  @Test
  void underStrictRotationNobodyResendsAndTheLateAnswerIsAccepted() {
    // Given
    world.withProviders(PROFILE.formatted("strict", true));
    ConnectionId connection = answeredAndCutOff();
    // When
    takenOverByAnother(connection);
    world.advance(LEASE);
    eventually(() -> assertThat(happened(connection)).contains("postponed"));
    link.mend();
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.seen("refresh")).hasSize(1);
    refreshesFromThereOn(connection, 2);
  }

  @Test
  void aWorkerThatComesBackWithNothingIsWaitedForNoLonger() {
    // Given
    world.withProviders(PROFILE.formatted("strict", true));
    ConnectionId connection = unansweredAndCutOff();
    takenOverByAnother(connection);
    eventually(() -> assertThat(happened(connection)).contains("postponed"));
    // When
    link.mend();
    eventually(() -> assertThat(happened(connection)).contains("postponed postponed"));
    world.advance(LOOK);
    // Then
    world.awaitVersion(connection, 2);
    refreshesFromThereOn(connection, 2);
  }

  @Test
  void whereResendingIsForbiddenNobodyResendsHoweverLongItTakes() {
    // Given
    world.withProviders(PROFILE.formatted("reusable", false));
    ConnectionId connection = answeredAndCutOff();
    takenOverByAnother(connection);
    // When
    world.advance(PATIENCE);
    eventually(() -> assertThat(happened(connection)).contains("postponed"));
    link.mend();
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.seen("refresh")).hasSize(1);
  }

  @Test
  void withinAGraceTheOtherWorkerIsIssuedTokensAndTheLateOnesAreKept() {
    // Given
    world.outreach.settings(
        settings -> settings.withRotation(Rotation.GRACE).withRotationGrace(Duration.ofMinutes(1)));
    world.withProviders(PROFILE.formatted("grace", true));
    ConnectionId connection = answeredAndCutOff();
    // When
    takenOverByAnother(connection);
    eventually(() -> assertThat(happened(connection)).isEqualTo("issued taken_over refreshed"));
    link.mend();
    // Then
    eventually(() -> assertThat(happened(connection)).endsWith("refreshed quarantined"));
    assertThat(world.ask(QUARANTINED, connection, Long.class)).isEqualTo(1);
    world.awaitVersion(connection, 2);
    assertThat(world.updates(connection)).hasSize(2);
    refreshesFromThereOn(connection, 2);
  }

  @Test
  void aVerdictThatWasGivenWithoutTheLateAnswerIsTakenBack() {
    // Given
    world.outreach.settings(settings -> settings.withFamilyRevokedOnReuse(false));
    world.withProviders(PROFILE.formatted("strict", true));
    ConnectionId connection = answeredAndCutOff();
    takenOverByAnother(connection);
    // When
    world.advance(PATIENCE);
    eventually(() -> assertThat(happened(connection)).endsWith("held revoked"));
    link.mend();
    // Then
    world.awaitVersion(connection, 3);
    assertThat(world.updates(connection).get(1).data().reason()).isEqualTo("lost_in_flight");
    assertThat(world.newest(connection).type()).isEqualTo(EventTypes.TOKEN_ISSUED);
    assertThat(happened(connection)).endsWith("revoked restored");
    refreshesFromThereOn(connection, 3);
  }

  @Test
  void aRefusalIsNotBelievedWhileAnEarlierWorkerMayComeBackAndIsWhenHeIsGone() {
    // Given
    world.withProviders(PROFILE.formatted("reusable", true));
    ConnectionId connection = answeredAndCutOff();
    world.outreach.disconnect("user-1@acme.example", Environment.PRODUCTION);
    // When
    takenOverByAnother(connection);
    eventually(() -> assertThat(happened(connection)).contains("held"));
    for (int looks = 0; looks < 3; looks++) {
      world.advance(Duration.ofSeconds(16));
      int before = happened(connection).length();
      eventually(() -> assertThat(happened(connection).length()).isGreaterThan(before));
    }
    assertThat(world.updates(connection)).hasSize(1);
    gone();
    world.advance(Duration.ofSeconds(16));
    // Then
    eventually(() -> assertThat(happened(connection)).endsWith("revoked"));
    assertThat(world.ask(REASON, connection, String.class)).isEqualTo("lost_in_flight");
  }

  @Test
  void aTokenSetInQuarantineIsTriedBeforeAnythingIsGivenUp() {
    // Given
    world.outreach.settings(settings -> settings.withFamilyRevokedOnReuse(false));
    world.startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    String live = BehindTheBack.spend(world, world.refreshToken(connection, 1));
    BehindTheBack.quarantine(world, connection, "one-that-never-was");
    BehindTheBack.quarantine(world, connection, live);
    BehindTheBack.quarantine(world, connection, "another-that-never-was");
    // When
    world.reject(connection, 1);
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.updates(connection))
        .extracting(Update::type)
        .containsExactly(EventTypes.TOKEN_ISSUED, EventTypes.TOKEN_REFRESHED);
    assertThat(happened(connection)).isEqualTo("issued held trying trying recovered");
    assertThat(world.ask(QUARANTINED, connection, Long.class)).isEqualTo(1);
    refreshesFromThereOn(connection, 2);
  }

  /** The provider has issued tokens, and the only worker that knows them cannot store them. */
  private ConnectionId answeredAndCutOff() {
    world.startWorker(link);
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    Fault delay = Fault.once(Fault.Kind.DELAY).lasting(Duration.ofMillis(700));
    world.outreach.faults().set(delay.onGrantType("refresh_token"));
    world.reject(connection, 1);
    eventually(() -> assertThat(world.seen("refresh", connection)).hasSize(1));
    link.cut();
    eventually(
        () -> assertThat(world.seen("refresh", connection).getFirst().sent()).isEqualTo("full"));
    return connection;
  }

  /** The provider says nothing, and the worker that asked it cannot say so. */
  private ConnectionId unansweredAndCutOff() {
    world.startWorker(link);
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    Fault silence = Fault.once(Fault.Kind.HANG).lasting(Duration.ofSeconds(40));
    world.outreach.faults().set(silence.onGrantType("refresh_token"));
    world.reject(connection, 1);
    eventually(() -> assertThat(world.ask(CLAIMED, connection, Boolean.class)).isTrue());
    link.cut();
    return connection;
  }

  /** The lease ends before the other starts: one that is slow to start finds it over, too. */
  private void takenOverByAnother(ConnectionId connection) {
    world.advance(LEASE);
    world.startWorker();
    eventually(() -> assertThat(happened(connection)).contains("taken_over"));
  }

  /** As if the worker that is cut off had been killed: its session is, and its lock with it. */
  private void gone() {
    world
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    DELETE FROM worker WHERE id =
                      (SELECT earlier_owner FROM connection WHERE earlier_owner IS NOT NULL)\
                    """));
  }

  private void refreshesFromThereOn(ConnectionId connection, long version) {
    world.advance(LIFETIME);
    world.awaitVersion(connection, version + 1);
  }

  private String happened(ConnectionId connection) {
    return String.valueOf(world.ask(HAPPENED, connection, String.class));
  }
}
