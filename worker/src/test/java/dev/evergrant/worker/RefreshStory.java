package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.worker.Heard.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens are renewed before they die, for as long as the provider lets them live. */
class RefreshStory {
  private static final String SHARE =
      "SELECT round(extract(epoch FROM due_at - issued_at)::numeric / 7200, 3)"
          + " FROM connection WHERE connection = :connection";
  private static final String IS_DUE =
      "SELECT due_at <= evergrant_now() FROM connection WHERE connection = :connection";

  private final World world = new World();

  @BeforeEach
  void startTheWorker() {
    world.startWorker();
  }

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void theNextTokenIsThereBeforeTheLastOneExpires() {
    // Given
    world.outreach.settings(settings -> settings.withTokenLifetime(Duration.ofSeconds(6)));
    // When
    List<ConnectionId> connections = connect(5);
    // Then
    for (ConnectionId connection : connections) {
      eventually(() -> assertThat(world.updates(connection)).hasSizeGreaterThan(2));
      List<TokenUpdate> updates = world.updates(connection).stream().map(Update::data).toList();
      assertThat(updates)
          .extracting(TokenUpdate::version)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, updates.size()).mapToObj(Long::valueOf).toList());
      for (int i = 1; i < updates.size(); i++) {
        assertThat(updates.get(i).issuedAt()).isBefore(updates.get(i - 1).expiresAt());
      }
      List<Instant> published = world.publishedAt(connection);
      for (int i = 1; i < updates.size(); i++) {
        assertThat(published.get(i)).isBefore(updates.get(i - 1).expiresAt());
      }
    }
  }

  @Test
  void aReplyWithoutARefreshTokenKeepsTheOldOne() {
    // Given
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    world.outreach.faults().set(Fault.once(Fault.Kind.NO_REFRESH_TOKEN));
    world.advance(Duration.ofMinutes(110));
    world.awaitVersion(connection, 2);
    // When
    world.advance(Duration.ofMinutes(110));
    // Then
    world.awaitVersion(connection, 3);
    var presented = world.seen("refresh", connection);
    assertThat(presented.get(1).presented()).isEqualTo(presented.get(0).presented());
  }

  @Test
  void aConnectionThatNobodyUsesIsKeptAliveForThirtyDays() {
    // Given
    world.outreach.settings(settings -> settings.withTokenLifetime(Duration.ofDays(60)));
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    long version = 1;
    // When
    for (int day = 1; day <= 30; day++) {
      world.advance(Duration.ofDays(1));
      if (Boolean.TRUE.equals(world.ask(IS_DUE, connection, Boolean.class))) {
        version++;
      }
      world.awaitVersion(connection, version);
    }
    // Then
    assertThat(version).isBetween(3L, 5L);
    assertThat(world.newest(connection).data().status()).isEqualTo("active");
  }

  @Test
  void tokensIssuedTogetherComeDueApartAndAlwaysAtTheSamePartOfTheirLife() {
    // Given
    List<ConnectionId> connections = connect(40);
    connections.forEach(connection -> world.awaitVersion(connection, 1));
    List<Double> before = connections.stream().map(this::share).toList();
    // When
    world.advance(Duration.ofMinutes(110));
    connections.forEach(connection -> world.awaitVersion(connection, 2));
    // Then
    assertThat(before).allMatch(share -> share >= 0.5 && share <= 0.9);
    assertThat(before.stream().map(share -> (int) (share * 10)).distinct()).contains(5, 6, 7, 8);
    assertThat(connections.stream().map(this::share)).containsExactlyElementsOf(before);
  }

  private List<ConnectionId> connect(int many) {
    return IntStream.range(0, many)
        .mapToObj(i -> world.connect("user-" + i, Environment.PRODUCTION))
        .toList();
  }

  private Double share(ConnectionId connection) {
    return requireNonNull(world.ask(SHARE, connection, Double.class));
  }
}
