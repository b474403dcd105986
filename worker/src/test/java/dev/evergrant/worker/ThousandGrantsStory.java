package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rush of grants is served whole, and each code is spent once. */
class ThousandGrantsStory {
  private static final int MANY = 1_000;

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aThousandGrantsAtOnceAreAThousandConnectionsWithOneExchangeEach() {
    // Given
    world.startWorker();
    // When
    List<ConnectionId> connections = world.connectMany(MANY, Environment.PRODUCTION);
    // Then
    eventually(() -> assertThat(world.updates(EventTypes.TOKEN_ISSUED)).hasSize(MANY));
    assertThat(world.updates(EventTypes.TOKEN_ISSUED).stream().map(ConsumerRecord::key))
        .containsExactlyInAnyOrderElementsOf(
            connections.stream().map(ConnectionId::toString).toList());
    List<HistoryEntry> exchanges = world.seen("exchange");
    assertThat(exchanges).hasSize(MANY).allMatch(entry -> entry.outcome().equals("issued"));
    assertThat(exchanges).extracting(HistoryEntry::presented).doesNotHaveDuplicates();
  }
}
