package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database drops every connection in the middle of the work, and the worker goes on. */
class DatabaseOutageStory {
  private static final int MANY = 200;
  private static final String CUT =
      """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()\
      """;

  /** A claim whose acknowledgement was cut off waits for its lease, six times the deadline. */
  private static final String PROFILE =
      """
      providers:
        outreach:
          authorizeUrl: $authorize
          tokenUrl: $token
          mintSpacing: 0s
          limits: { ratePerSecond: 2000, concurrent: 64, deadline: 4s }
      """;

  private static final String LATE =
      "SELECT count(*) FROM history WHERE what = 'late_tokens' AND :connection <> ''";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void nothingIsLostWhenTheDatabaseDropsEveryConnection() {
    // Given
    Worker worker = world.withProviders(PROFILE).startWorker();
    world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(Duration.ofMillis(300)));
    List<ConnectionId> connections = world.connectMany(MANY, Environment.PRODUCTION);
    eventually(() -> assertThat(world.seen("exchange")).isNotEmpty());
    // When
    for (int i = 1; i <= 3; i++) {
      int before = world.seen("exchange").size();
      cut();
      eventually(
          () ->
              assertThat(world.seen("exchange").size()).isGreaterThan(Math.min(before, MANY - 1)));
    }
    // Then
    eventually(
        () -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSizeGreaterThanOrEqualTo(MANY));
    connections.forEach(connection -> world.awaitVersion(connection, 1));
    assertThat(world.ask(LATE, connections.getFirst(), Long.class)).isZero();
    assertThat(world.seen("exchange")).hasSize(MANY);
    assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED)).isEmpty();
    cut();
    world.advance(Duration.ofHours(2));
    eventually(
        PATIENCE,
        () ->
            assertThat(world.updates(EventTypes.TOKEN_REFRESHED))
                .hasSizeGreaterThanOrEqualTo(MANY));
    connections.forEach(connection -> world.awaitVersion(connection, 2));
    assertThat(world.seen("refresh"))
        .hasSize(MANY)
        .allMatch(entry -> entry.outcome().equals("issued"));
    eventually(
        PATIENCE, () -> assertThat(new Scrape(worker).get("/readyz").statusCode()).isEqualTo(200));
  }

  private void cut() {
    world.database().jdbi().useHandle(handle -> handle.createQuery(CUT).mapTo(Long.class).one());
  }
}
