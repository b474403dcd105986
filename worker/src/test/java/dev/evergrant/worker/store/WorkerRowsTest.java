package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two workers seemed to be gone at the last look, and one of them has come back since. */
class WorkerRowsTest {
  private static final int BACK = 7;
  private static final int GONE = 8;

  private final Tables tables = Tables.empty();
  private final WorkerRows workers = new WorkerRows(new SubscriptionRows(Map.of()));

  @Test
  void whoHasComeBackSinceTheLastLookIsNotTakenForDead() throws SQLException {
    try (Connection session = tables.database.session()) {
      assertThat(WorkerRows.lock(session, BACK)).isTrue();
      assertThat(holdLocks()).containsExactly(GONE);
    }
  }

  @Test
  void nobodyComesBackWhileHisClaimsAreBeingTaken() throws SQLException {
    try (Connection session = tables.database.session()) {
      tables
          .jdbi()
          .useTransaction(
              handle -> {
                assertThat(workers.holdLocks(handle, List.of(GONE))).containsExactly(GONE);
                assertThat(WorkerRows.lock(session, GONE)).isFalse();
              });
      assertThat(WorkerRows.lock(session, GONE)).as("afterwards").isTrue();
    }
  }

  private List<Integer> holdLocks() {
    return tables.jdbi().inTransaction(handle -> workers.holdLocks(handle, List.of(BACK, GONE)));
  }
}
