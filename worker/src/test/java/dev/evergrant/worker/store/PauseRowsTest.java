package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Credentials;
import java.time.Duration;
import java.util.Collections;
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
    assertThat(pauses.paused(tables.jdbi())).containsExactly("crm-sync/production");
  }

  @Test
  void aPauseEndsOnceAndCanBeginAgain() {
    assertThat(pause()).isTrue();
    var ended = tables.jdbi().inTransaction(handle -> pauses.resume(handle, production));
    assertThat(ended).map(PauseRows.Pause::since).contains(Tables.NOW);
    assertThat(ended).map(PauseRows.Pause::error).contains("invalid_client");
    var again = tables.jdbi().inTransaction(handle -> pauses.resume(handle, production));
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
    assertThat(pauses.takeProbe(tables.jdbi(), production, PROBE_EVERY)).isFalse();
    var byProbe = tables.jdbi().inTransaction(handle -> pauses.resume(handle, production));
    assertThat(byProbe).isEmpty();
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
    assertThat(pauses.paused(tables.jdbi())).containsExactly("crm-sync/production");
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
            .inTransaction(handle -> pauses.resume(handle, Tables.credentials("development")));
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
  void whatIsNotPausedIsNotProbed() {
    assertThat(probe()).isFalse();
  }

  private boolean pause() {
    return tables
        .jdbi()
        .inTransaction(
            handle -> pauses.pause(handle, production, "outreach", "invalid_client", PROBE_EVERY));
  }

  private boolean probe() {
    return pauses.takeProbe(tables.jdbi(), production, PROBE_EVERY);
  }
}
