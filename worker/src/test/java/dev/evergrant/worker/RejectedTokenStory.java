package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A subscriber reports a token that the provider's API does not take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RejectedTokenStory {
  private static final Duration SPACING = Duration.ofSeconds(60);
  private static final String DUE_AFTER =
      "SELECT extract(epoch FROM due_at - issued_at)::integer FROM connection"
          + " WHERE connection = :connection";

  private final World world = new World();
  private Worker worker;

  @BeforeAll
  void startTheWorker() {
    world.outreach.settings(settings -> settings.withMintSpacing(SPACING));
    world.withProviders(
        """
        providers:
          outreach:
            authorizeUrl: $authorize
            tokenUrl: $token
            mintSpacing: 60s
            limits: { ratePerSecond: 2000, concurrent: 64, deadline: 10s }
        """);
    worker = world.startWorker();
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aRejectedTokenIsReplacedAtOnce() {
    // Given
    ConnectionId connection = connected("user-1");
    world.advance(SPACING);
    // When
    world.reject(connection, 1);
    // Then
    world.awaitVersion(connection, 2);
  }

  @Test
  void aReportAboutAnOlderTokenChangesNothing() {
    // Given
    ConnectionId connection = connected("user-2");
    world.advance(SPACING);
    world.reject(connection, 1);
    world.awaitVersion(connection, 2);
    world.advance(SPACING);
    double reports = metric();
    Integer dueAfter = dueAfter(connection);
    // When
    world.reject(connection, 1);
    // Then
    eventually(() -> assertThat(metric()).isEqualTo(reports + 1));
    assertThat(dueAfter(connection)).isEqualTo(dueAfter).isGreaterThanOrEqualTo(3_600);
    assertThat(world.seen("refresh", connection)).hasSize(1);
  }

  @Test
  void withinTheMintSpacingAReplacementWaitsForItsEnd() {
    // Given
    ConnectionId connection = connected("user-3");
    // When
    world.reject(connection, 1);
    // Then
    eventually(() -> assertThat(dueAfter(connection)).isEqualTo(60));
    assertThat(world.updates(connection)).hasSize(1);
    Instant issued = world.seen("exchange", connection).getFirst().at();
    world.advance(SPACING);
    world.awaitVersion(connection, 2);
    var refreshes = world.seen("refresh", connection);
    assertThat(refreshes).hasSize(1);
    assertThat(refreshes.getFirst().at()).isAfterOrEqualTo(issued.plus(SPACING));
  }

  private ConnectionId connected(String user) {
    ConnectionId connection = world.connect(user, Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    return connection;
  }

  private Integer dueAfter(ConnectionId connection) {
    return requireNonNull(world.ask(DUE_AFTER, connection, Integer.class));
  }

  private double metric() {
    return new Scrape(worker).value("evergrant_token_reports_total");
  }
}
