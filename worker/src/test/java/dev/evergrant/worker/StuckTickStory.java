package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quartz puts a trigger aside for good if the database fails while it reads the trigger's job. */
class StuckTickStory {
  private static final String PUT_ASIDE =
      "UPDATE qrtz_triggers SET trigger_state = 'ERROR' WHERE trigger_name <> ?";
  private static final String ASIDE =
      "SELECT count(*) FROM qrtz_triggers WHERE trigger_state = 'ERROR'";
  private static final String CUT =
      """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()\
      """;

  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aTickThatWasPutAsideGoesOn() {
    world.startWorker();
    putAside("heal");
    eventually(() -> assertThat(aside()).isZero());
  }

  @Test
  void allGoOnWhenTheDatabaseIsThereAgain() {
    world.startWorker();
    putAside("");
    world.database().jdbi().useHandle(handle -> handle.createQuery(CUT).mapTo(Long.class).one());
    eventually(() -> assertThat(aside()).isZero());
  }

  private void putAside(String allBut) {
    world.database().jdbi().useHandle(handle -> handle.execute(PUT_ASIDE, allBut));
  }

  private long aside() {
    return world
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(ASIDE).mapTo(Long.class).one());
  }
}
