package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.devkit.simulator.RetryAfterForm;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a provider in trouble does to grants and connections: delay, and no more than it must. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageStory {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final World world = new World();

  @BeforeAll
  void startTheWorker() {
    world.startWorker();
  }

  @AfterEach
  void mend() {
    world.outreach.faults().clear();
    world.outreach.settings(settings -> settings.withRotation(Rotation.STRICT));
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  void aThrottledGrantComesAgainWhenItMayAndNotBefore(RetryAfterForm form) {
    // Given
    world.outreach.faults().set(Fault.once(Fault.Kind.THROTTLE).withRetryAfter(WAIT, form));
    // When
    ConnectionId connection = world.connect("throttled-" + form.wireName(), Environment.PRODUCTION);
    // Then
    world.awaitVersion(connection, 1);
    var refused =
        world.seen("exchange").stream()
            .filter(e -> "throttle".equals(e.fault()))
            .toList()
            .getLast();
    var issued = world.seen("exchange", connection).getFirst();
    assertThat(Duration.between(refused.at(), issued.at()))
        .isBetween(WAIT.minusMillis(500), WAIT.plusSeconds(8));
    assertThat(issued.presented()).isEqualTo(refused.presented());
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR_BEFORE", "ERROR_AFTER", "HTML", "TRUNCATE", "DROP_RESPONSE"})
  void aRefreshWithoutAnAnswerEndsNothingWhereTheOldTokenStillWorks(Fault.Kind trouble) {
    // Given
    world.outreach.settings(settings -> settings.withRotation(Rotation.GRACE));
    ConnectionId connection = connected("patient-" + trouble.wireName());
    world.outreach.faults().set(Fault.of(trouble).times(2).onGrantType("refresh_token"));
    // When
    world.reject(connection, 1);
    // Then
    world.awaitVersion(connection, 2);
    assertThat(world.outreach.faults().list()).isEmpty();
  }

  @Test
  void underStrictRotationAnAnswerThatIsLostEndsTheConnectionAndSaysWhy() {
    // Given
    ConnectionId connection = connected("unlucky");
    world.outreach.faults().set(Fault.once(Fault.Kind.DROP_RESPONSE).onGrantType("refresh_token"));
    // When
    world.reject(connection, 1);
    // Then
    world.awaitEnd(connection, "lost_in_flight");
    assertThat(world.updates(connection)).hasSize(2);
    assertThat(world.seen("refresh", connection)).hasSize(2);
  }

  @Test
  void aGrantWhoseAnswerIsLostFailsAndSaysWhy() {
    // Given
    world.outreach.faults().set(Fault.once(Fault.Kind.DROP_RESPONSE));
    // When
    ConnectionId connection = world.connect("unheard", Environment.PRODUCTION);
    // Then
    eventually(
        () ->
            assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED, connection))
                .singleElement()
                .isInstanceOfSatisfying(
                    Alert.AuthorizationFailed.class,
                    failed -> assertThat(failed.reason()).isEqualTo("lost_in_flight")));
    assertThat(world.updates(connection)).isEmpty();
    assertThat(world.seen("exchange", connection)).hasSize(2);
  }

  private ConnectionId connected(String user) {
    ConnectionId connection = world.connect(user, Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    return connection;
  }
}
