package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Nobody answers at the provider's address: codes wait until their deadline, connections longer.
 */
class UnreachableProviderStory {
  private static final String REACHABLE = profile("$token");
  private static final String UNREACHABLE = profile("http://localhost:1/oauth/token");
  private static final String FAILURES =
      "SELECT failures FROM connection WHERE connection = :connection";
  private static final String PROBLEM =
      "SELECT problem FROM authorization_grant WHERE connection = :connection";

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void anOutageOfDaysEndsNoConnection() {
    // Given
    Worker worker = world.withProviders(REACHABLE).startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    world.stop(worker);
    Worker blind = world.withProviders(UNREACHABLE).startWorker();
    for (int day = 1; day <= 3; day++) {
      int before = failures(connection);
      world.advance(Duration.ofDays(1));
      eventually(() -> assertThat(failures(connection)).isGreaterThan(before));
    }
    assertThat(world.updates(connection)).hasSize(1);
    world.stop(blind);
    // When
    world.withProviders(REACHABLE).startWorker();
    world.advance(Duration.ofMinutes(5));
    // Then
    world.awaitVersion(connection, 2);
  }

  @Test
  void aCodeThatCannotBeExchangedInTimeFailsAndSaysWhy() {
    // Given
    world.withProviders(UNREACHABLE).startWorker();
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    eventually(() -> assertThat(world.ask(PROBLEM, connection, String.class)).isNotNull());
    assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED, connection)).isEmpty();
    // When
    world.advance(Duration.ofMinutes(10));
    // Then
    eventually(
        () ->
            assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED, connection))
                .singleElement()
                .isInstanceOfSatisfying(
                    Alert.AuthorizationFailed.class,
                    failed -> assertThat(failed.reason()).isEqualTo("deadline_passed")));
    assertThat(world.seen("exchange")).isEmpty();
  }

  private int failures(ConnectionId connection) {
    Integer failures = world.ask(FAILURES, connection, Integer.class);
    return failures == null ? 0 : failures;
  }

  private static String profile(String tokenUrl) {
    return """
    providers:
      outreach:
        authorizeUrl: $authorize
        tokenUrl: %s
        mintSpacing: 0s
        limits: { ratePerSecond: 2000, concurrent: 64, deadline: 2s }
    """
        .formatted(tokenUrl);
  }
}
