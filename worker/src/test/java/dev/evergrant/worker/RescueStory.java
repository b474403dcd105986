package dev.evergrant.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker that was killed leaves claims behind, and no lock. */
class RescueStory {
  private static final Logger log = LoggerFactory.getLogger(RescueStory.class);
  private static final int DEAD = 999_999;
  private static final int ROUNDS = 5;

  /** Okta's. Two seconds are promised, and measured by the benchmark. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final String RESCUED =
      "SELECT count(*) FROM worker WHERE id = 999999 AND :connection <> ''";

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void theClaimsOfAKilledWorkerAreTakenOverLongBeforeTheirLeaseEnds() {
    // Given
    world.startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    // When
    killedWorkerHolds(connection);
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.ask(RESCUED, connection, Long.class)).isZero();
  }

  @Test
  void aKilledWorkersWorkIsBegunAnewBeforeAProvidersGraceEnds() {
    // Given
    world.startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    for (int round = 1; round <= ROUNDS; round++) {
      // When
      Instant killed = world.now();
      killedWorkerHolds(connection, DEAD + round);
      world.awaitVersion(connection, round + 1);
      // Then
      Instant begun = world.seen("refresh", connection).getLast().startedAt();
      Duration took = Duration.between(killed, begun);
      log.info("From the kill to the next attempt: {} ms", took.toMillis());
      assertThat(took).isLessThan(GRACE);
    }
  }

  @Test
  void whatAKilledWorkerMayHaveSentIsInDoubt() {
    // Given
    Worker worker = world.startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    world.outreach.disconnect("user-1@acme.example", Environment.PRODUCTION);
    // When
    killedWorkerHolds(connection);
    // Then
    world.awaitEnd(connection, "lost_in_flight");
    assertThat(new Scrape(worker).get("/livez").statusCode()).isEqualTo(200);
  }

  private void killedWorkerHolds(ConnectionId connection) {
    killedWorkerHolds(connection, DEAD);
  }

  private void killedWorkerHolds(ConnectionId connection, int dead) {
    world
        .database()
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute(
                  "INSERT INTO worker (id, name) OVERRIDING SYSTEM VALUE VALUES (?, 'killed')",
                  dead);
              handle.execute(
                  "UPDATE connection SET owner = ?, attempt = gen_random_uuid(),"
                      + " due_at = evergrant_now() + interval '1 hour' WHERE connection = ?",
                  dead,
                  connection.toString());
            });
  }
}
