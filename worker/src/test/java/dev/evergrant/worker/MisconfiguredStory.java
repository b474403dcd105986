package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wrong client secret costs nobody a consent. */
class MisconfiguredStory {
  private static final Duration LIFETIME = Duration.ofHours(2);
  private static final Duration PROBE = Duration.ofSeconds(11);
  private static final int PROBES = 4;

  private final World world = new World();
  private Worker worker;
  private List<ConnectionId> wronged;
  private ConnectionId other;

  @BeforeEach
  void connect() {
    worker = world.startWorker();
    wronged =
        IntStream.range(0, 5)
            .mapToObj(i -> world.connect("user-" + i, Environment.DEVELOPMENT))
            .toList();
    other = world.connect("user-0", Environment.PRODUCTION);
    wronged.forEach(connection -> world.awaitVersion(connection, 1));
    world.awaitVersion(other, 1);
  }

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aWrongSecretPausesItsEnvironmentUntilItIsPutRight() {
    // Given
    String right = world.secret(Environment.DEVELOPMENT);
    world.outreach.regenerateSecret(Environment.DEVELOPMENT, "another");
    world.advance(LIFETIME);
    eventually(() -> assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1));
    world.awaitVersion(other, 2);
    for (int probe = 1; probe <= PROBES; probe++) {
      int refused = refused();
      world.advance(PROBE);
      eventually(() -> assertThat(refused()).isGreaterThan(refused));
    }
    // One asks for all; but for a moment after the pause a sweep may not know of it yet.
    assertThat(refused()).isLessThan(wronged.size() * PROBES);
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1);
    wronged.forEach(connection -> assertThat(world.updates(connection)).hasSize(1));
    // When
    world.outreach.regenerateSecret(Environment.DEVELOPMENT, right);
    world.advance(PROBE);
    // Then
    wronged.forEach(connection -> world.awaitVersion(connection, 2));
    eventually(() -> assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(1));
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1);
  }

  @Test
  void aWorkerThatStartsWithTheRightSecretResumes() {
    // Given
    world.outreach.regenerateSecret(Environment.DEVELOPMENT, "new+secret/with=odd&chars%");
    world.advance(LIFETIME);
    eventually(() -> assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1));
    // When
    world.stop(worker);
    world.withDevelopmentSecret("new+secret/with=odd&chars%").startWorker();
    // Then
    eventually(() -> assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(1));
    wronged.forEach(connection -> world.awaitVersion(connection, 2));
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1);
  }

  private int refused() {
    return (int)
        world.seen("refresh").stream()
            .filter(entry -> entry.outcome().equals("invalid_client"))
            .count();
  }
}
