package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Incident;
import dev.evergrant.worker.store.PauseRows.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PauseRowsTest {
  private static final Duration PROBE_EVERY = Duration.ofSeconds(10);

  private final Tables tables = Tables.empty();
  private final PauseRows pauses = new PauseRows();
  private final Credentials production = Tables.credentials("production");

  @Test
  void onlyTheFirstOfManyRefusalsIsToBeAlerted() throws InterruptedException, ExecutionException {
    // Given
    Callable<Boolean> refusal = this::pause;
    int alerts = 0;
    // When
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var first : threads.invokeAll(Collections.nCopies(20, refusal))) {
        alerts += first.get() ? 1 : 0;
      }
    }
    // Then
    assertThat(alerts).isEqualTo(1);
    assertThat(pauses.paused(tables.jdbi()))
        .containsOnly(entry("crm-sync/production", Kind.CONFIGURATION));
  }

  @Test
  void aPauseEndsOnceAndCanBeginAgain() {
    assertThat(pause()).isTrue();
    var ended =
        tables
            .jdbi()
            .inTransaction(handle -> pauses.resume(handle, production, Kind.CONFIGURATION));
    assertThat(ended).map(PauseRows.Pause::since).contains(Tables.NOW);
    assertThat(ended).map(PauseRows.Pause::error).contains("invalid_client");
    var again =
        tables
            .jdbi()
            .inTransaction(handle -> pauses.resume(handle, production, Kind.CONFIGURATION));
    assertThat(again).isEmpty();
    assertThat(pause()).isTrue();
  }

  @Test
  void anOperatorsPauseIsEndedByNoProbe() {
    // Given
    assertThat(pause()).isTrue();
    assertThat(pauseByOperator()).isTrue();
    assertThat(pauseByOperator()).isFalse();
    // When
    pauses.probeNow(tables.jdbi());
    tables.at(Tables.NOW.plus(Duration.ofDays(1_000)));
    // Then
    assertThat(pauses.takeProbe(tables.jdbi(), production, PROBE_EVERY)).isEmpty();
    for (Kind kind : List.of(Kind.CONFIGURATION, Kind.REFUSALS)) {
      var byProbe = tables.jdbi().inTransaction(handle -> pauses.resume(handle, production, kind));
      assertThat(byProbe).as(kind.name()).isEmpty();
    }
    assertThat(pause()).isFalse();
    var byOperator = tables.jdbi().inTransaction(pauses::resumeByOperator);
    assertThat(byOperator).extracting(PauseRows.Pause::app).containsExactly("crm-sync");
    assertThat(pauses.paused(tables.jdbi())).isEmpty();
  }

  @Test
  void anOperatorDoesNotResumeWhatTheProviderRefuses() {
    assertThat(pause()).isTrue();
    var byOperator = tables.jdbi().inTransaction(pauses::resumeByOperator);
    assertThat(byOperator).isEmpty();
    assertThat(pauses.paused(tables.jdbi())).containsOnlyKeys("crm-sync/production");
  }

  private boolean pauseByOperator() {
    return tables
        .jdbi()
        .inTransaction(handle -> pauses.pauseByOperator(handle, production, "outreach"));
  }

  @Test
  void oneEnvironmentsPauseIsNotAnothers() {
    pause();
    var ended =
        tables
            .jdbi()
            .inTransaction(
                handle ->
                    pauses.resume(handle, Tables.credentials("development"), Kind.CONFIGURATION));
    assertThat(ended).isEmpty();
  }

  @Test
  void ofAllWorkersOneGetsTheTurnToProbe() {
    pause();
    assertThat(probe()).isFalse();
    tables.at(Tables.NOW.plus(PROBE_EVERY));
    assertThat(probe()).isTrue();
    assertThat(probe()).isFalse();
    tables.at(Tables.NOW.plus(PROBE_EVERY.multipliedBy(2)));
    assertThat(probe()).isTrue();
  }

  @Test
  void aWorkerThatStartsProbesAtOnce() {
    pause();
    pauses.probeNow(tables.jdbi());
    assertThat(probe()).isTrue();
  }

  @Test
  void aRefusedConfigurationGoesBeforeRefusedUsersAndIsAlertedToo() {
    assertThat(pause(Kind.REFUSALS)).isTrue();
    assertThat(pause(Kind.REFUSALS)).isFalse();
    assertThat(pause()).isTrue();
    assertThat(pause(Kind.REFUSALS)).isFalse();
    assertThat(pauses.paused(tables.jdbi()))
        .containsOnly(entry("crm-sync/production", Kind.CONFIGURATION));
    assertThat(probed(true, true)).isEmpty();
    assertThat(resume(Kind.REFUSALS)).isEmpty();
    assertThat(resume(Kind.CONFIGURATION)).isPresent();
  }

  @Test
  void probesOfRefusalsAreCountedAndARefusalBreaksTheRowOfRecoveries() {
    pause(Kind.REFUSALS);
    assertThat(probed(true, true)).contains(standing(1, 1, false));
    assertThat(probed(true, false)).contains(standing(2, 1, false));
    assertThat(probed(true, true)).contains(standing(3, 2, false));
    assertThat(probed(false, true)).contains(standing(3, 0, false));
  }

  @Test
  void whoIsBelievedIsProbedAtOnceAndNotPausedAgainForAWhile() {
    // Given
    pause(Kind.REFUSALS);
    assertThat(probe()).isFalse();
    // When
    tables
        .jdbi()
        .useTransaction(
            handle -> pauses.believe(handle, "crm-sync", "production", Duration.ofDays(1)));
    // Then
    assertThat(probe()).isTrue();
    assertThat(probed(false, true)).contains(standing(0, 0, true));
    assertThat(pauses.believed(tables.jdbi())).containsExactly("crm-sync/production");
    assertThat(resume(Kind.REFUSALS)).isPresent();
    assertThat(pause(Kind.REFUSALS)).isFalse();
    tables.at(Tables.NOW.plus(Duration.ofDays(1)));
    assertThat(pauses.believed(tables.jdbi())).isEmpty();
    assertThat(pause(Kind.REFUSALS)).isTrue();
  }

  private Optional<Incident.Standing> probed(boolean issued, boolean wasRefused) {
    return tables
        .jdbi()
        .inTransaction(handle -> pauses.probed(handle, production, issued, wasRefused));
  }

  private Optional<PauseRows.Pause> resume(Kind kind) {
    return tables.jdbi().inTransaction(handle -> pauses.resume(handle, production, kind));
  }

  private static Incident.Standing standing(int issued, int recovered, boolean believed) {
    return new Incident.Standing(Tables.NOW, issued, recovered, believed);
  }

  @Test
  void whatIsNotPausedIsNotProbed() {
    assertThat(probe()).isFalse();
  }

  private boolean pause() {
    return pause(Kind.CONFIGURATION);
  }

  private boolean pause(Kind kind) {
    return tables
        .jdbi()
        .inTransaction(
            handle ->
                pauses.pause(handle, production, kind, "outreach", "invalid_client", PROBE_EVERY));
  }

  private boolean probe() {
    return pauses.takeProbe(tables.jdbi(), production, PROBE_EVERY).isPresent();
  }
}
