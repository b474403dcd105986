package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People hear of development grants from a whole worker, or from two of them, through Kafka. */
class ReauthorizationStory {
  private static final String ALERTS =
      """
      alerts: { every: 1s, ahead: 24h, remindEvery: 30d, letGoAfter: 20d }
      """;

  private final World world = new World().withAlerts(ALERTS);

  ReauthorizationStory() {
    world.outreach.settings(settings -> settings.withTokenLifetime(Duration.ofDays(12)));
  }

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aForeignDeveloperIsForetoldEndsComesBackAndIsSettled() {
    // Given
    var _ = world.startWorker();
    ConnectionId guest = world.connectForeigner("guest", Environment.DEVELOPMENT);
    world.awaitVersion(guest, 1);
    Instant end = requireNonNull(world.newest(guest).data().reauthorizeBy());
    // When
    world.advance(Duration.ofDays(6));
    // Then
    eventually(() -> assertThat(told(guest)).containsExactly("expiring development_expired"));
    Alert.ReauthorizationRequired foretold = required().getFirst();
    assertThat(foretold.organization()).isEqualTo("globex");
    assertThat(foretold.connections().getFirst().at()).isEqualTo(end);
    assertThat(foretold.authorizeUrl())
        .startsWith(world.outreach.authorizeUrl() + "?client_id=crm-sync-dev&")
        .contains("&response_type=code&scope=users.read&state=dev");
    // When
    world.advance(Duration.ofDays(1));
    // Then
    world.awaitEnd(guest, "development_expired");
    eventually(
        () ->
            assertThat(told(guest))
                .containsExactly("expiring development_expired", "expired development_expired"));
    // When
    var _ = world.connectForeigner("guest", Environment.DEVELOPMENT);
    // Then
    world.awaitVersion(guest, 3);
    eventually(
        () ->
            assertThat(told(guest))
                .containsExactly(
                    "expiring development_expired",
                    "expired development_expired",
                    "resolved reauthorized"));
    assertThat(world.newest(guest).data().reauthorizeBy()).isAfter(end.plus(Duration.ofDays(6)));
  }

  @Test
  void whoIsNotComingBackIsErasedByATombstone() {
    // Given
    var _ = world.startWorker();
    ConnectionId guest = world.connectForeigner("gone", Environment.DEVELOPMENT);
    world.awaitVersion(guest, 1);
    world.withdraw(guest);
    world.awaitEnd(guest, "user_disconnected");
    // When
    world.advance(Duration.ofDays(20));
    restart();
    // Then
    eventually(
        () -> {
          var records = world.listener().records(Topics.TOKEN_UPDATES, guest.toString());
          assertThat(records.getLast().value()).isNull();
        });
    assertThat(told(guest)).isEmpty();
  }

  @Test
  void theEleventhOwnerMakesTheOthersUpdatesComeAgain() {
    // Given
    var _ = world.startWorker();
    List<ConnectionId> ten =
        IntStream.rangeClosed(1, 10)
            .mapToObj(i -> world.connect("owner-" + i, Environment.DEVELOPMENT))
            .toList();
    ten.forEach(one -> world.awaitVersion(one, 1));
    assertThat(ten).allMatch(one -> world.newest(one).data().reauthorizeBy() == null);
    String token = world.accessToken(world.newest(ten.getFirst()).data());
    // When
    ConnectionId eleventh = world.connect("owner-11", Environment.DEVELOPMENT);
    // Then
    world.awaitVersion(eleventh, 1);
    assertThat(world.newest(eleventh).data().reauthorizeBy()).isNotNull();
    for (ConnectionId one : ten) {
      eventually(() -> assertThat(world.newest(one).data().reauthorizeBy()).isNotNull());
      assertThat(world.newest(one).data().version()).isEqualTo(1);
    }
    assertThat(world.accessToken(world.newest(ten.getFirst()).data())).isEqualTo(token);
  }

  @Test
  void twoWorkersTellEverybodyOnce() {
    // Given
    var _ = world.startWorker();
    var _ = world.startWorker();
    List<ConnectionId> guests =
        IntStream.range(0, 30)
            .mapToObj(i -> world.connectForeigner("guest-" + i, Environment.DEVELOPMENT))
            .toList();
    guests.forEach(one -> world.awaitVersion(one, 1));
    // When
    world.advance(Duration.ofDays(6));
    eventually(
        () ->
            assertThat(guests)
                .allSatisfy(
                    one -> assertThat(told(one)).containsExactly("expiring development_expired")));
    world.advance(Duration.ofDays(1));
    guests.forEach(one -> world.awaitEnd(one, "development_expired"));
    eventually(() -> assertThat(guests).allSatisfy(this::toldTwice));
    // Whoever is told now is told after all that two workers may have said about the guests.
    ConnectionId last = world.connectForeigner("last", Environment.DEVELOPMENT);
    world.awaitVersion(last, 1);
    world.advance(Duration.ofDays(6));
    eventually(() -> assertThat(told(last)).hasSize(1));
    // Then
    assertThat(guests).allSatisfy(this::toldTwice);
  }

  private void toldTwice(ConnectionId guest) {
    assertThat(told(guest))
        .containsExactly("expiring development_expired", "expired development_expired");
  }

  /** Its ticks come when a worker starts, so that a story need not wait for a minute. */
  private void restart() {
    var _ = world.startWorker();
  }

  /** What people were told of a connection, in order. */
  private List<String> told(ConnectionId connection) {
    List<String> told = new ArrayList<>();
    for (Alert alert : world.alerts()) {
      switch (alert) {
        case Alert.ReauthorizationRequired one ->
            add(one.connections(), one.kind(), connection, told);
        case Alert.ReauthorizationResolved one ->
            add(one.connections(), "resolved", connection, told);
        case Alert.AuthorizationFailed _, Alert.AppPaused _, Alert.AppResumed _ -> {}
      }
    }
    return told;
  }

  private static void add(
      List<Alert.Affected> affected, String kind, ConnectionId connection, List<String> told) {
    affected.stream()
        .filter(one -> one.connection().equals(connection.toString()))
        .forEach(one -> told.add(kind + " " + one.reason()));
  }

  private List<Alert.ReauthorizationRequired> required() {
    return world.alerts().stream()
        .filter(Alert.ReauthorizationRequired.class::isInstance)
        .map(Alert.ReauthorizationRequired.class::cast)
        .toList();
  }
}
