package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers share one database and one Kafka, and no secret is spent by two of them at once. */
class TwoWorkersStory {
  private static final int MANY = 200;
  private static final Duration LIFETIME = Duration.ofHours(2);

  /** Few calls at once, so that the load lasts until both have their share. */
  private static final String PROFILE =
      """
      providers:
        outreach:
          authorizeUrl: $authorize
          tokenUrl: $token
          mintSpacing: 0s
          limits: { ratePerSecond: 2000, concurrent: 16, deadline: 10s }
      """;

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void twoWorkersShareTheLoadAndOneOfThemStopsInTheMiddle() {
    // Given
    world.withProviders(PROFILE).startWorker();
    Worker second = world.startWorker();
    world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(Duration.ofMillis(300)));
    List<ConnectionId> connections = world.connectMany(MANY, Environment.PRODUCTION);
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(MANY));
    // When
    world.advance(LIFETIME);
    eventually(() -> assertThat(workersThatRefreshed()).isEqualTo(2));
    world.stop(second);
    // Then
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_REFRESHED)).hasSize(MANY));
    connections.forEach(connection -> world.awaitVersion(connection, 2));
    assertThat(world.outreach.history()).allMatch(TwoWorkersStory::wentWell);
    assertNoSecretWasSpentTwiceAtATime();
    world.advance(LIFETIME);
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_REFRESHED)).hasSize(2 * MANY));
  }

  private static boolean wentWell(HistoryEntry entry) {
    return entry.outcome().equals("issued") || entry.outcome().equals("ok");
  }

  private void assertNoSecretWasSpentTwiceAtATime() {
    var bySecret =
        world.outreach.history().stream()
            .filter(entry -> entry.presented() != null)
            .collect(groupingBy(HistoryEntry::presented));
    for (List<HistoryEntry> spent : bySecret.values()) {
      spent.sort(Comparator.comparing(HistoryEntry::startedAt));
      for (int i = 1; i < spent.size(); i++) {
        assertThat(spent.get(i).startedAt()).isAfterOrEqualTo(spent.get(i - 1).endedAt());
      }
    }
  }

  private int workersThatRefreshed() {
    return world
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(DISTINCT worker) FROM history WHERE what = 'refreshed'")
                    .mapTo(Integer.class)
                    .one());
  }
}
