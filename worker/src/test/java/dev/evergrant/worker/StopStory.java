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

/** A worker that is told to stop loses nothing of what it has begun. */
class StopStory {
  private static final int MANY = 150;
  private static final String LEFT =
      """
      SELECT (SELECT count(*) FROM authorization_grant WHERE owner IS NOT NULL OR in_doubt)
        + (SELECT count(*) FROM connection WHERE owner IS NOT NULL OR in_doubt)
        + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM worker)
      WHERE :connection <> ''\
      """;

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void whatIsInFlightAtTheStopIsFinishedCommittedAndPublished() {
    // Given
    Worker worker = world.startWorker();
    world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(Duration.ofSeconds(1)));
    List<ConnectionId> connections = world.connectMany(MANY, Environment.PRODUCTION);
    eventually(() -> assertThat(world.seen("exchange")).isNotEmpty());
    // When
    world.stop(worker);
    // Then
    int exchanged = world.seen("exchange").size();
    assertThat(exchanged).isLessThan(MANY);
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(exchanged));
    assertThat(world.ask(LEFT, connections.getFirst(), Long.class)).isZero();
    world.outreach.faults().clear();
    world.startWorker();
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(MANY));
    assertThat(world.seen("exchange")).hasSize(MANY);
  }
}
