package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One provider does not answer for 30 s, whatever it is asked; what is left of the rate of another
 * one, of the same worker? The rate is taken in turns with the first provider's work and without.
 */
public final class Isolation implements Measure {
  private static final int CONNECTIONS = 20_000;
  private static final Duration HANGING = Duration.ofSeconds(30);
  private static final String OTHER = "hangs";

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    var well = Setup.App.due(CONNECTIONS, Duration.ofSeconds(2));
    var hanging = new Setup.App(OTHER, CONNECTIONS, 0, false, Duration.ofSeconds(2), HANGING);
    var setup =
        new Setup(
            bench.home(),
            bench.directory().resolve("isolation"),
            List.of(well, hanging),
            64,
            Duration.ofSeconds(10));
    try (Stage stage = Stage.set(setup);
        WorkerProcess _ = stage.worker()) {
      Bench.pause(bench.plan().warmUp());
      double[] ratios = new double[Math.max(1, bench.plan().windows())];
      for (int i = 0; i < ratios.length; i++) {
        due(stage, "now() + interval '10 hours'");
        Bench.pause(Duration.ofSeconds(1));
        double alone = Bench.updatesPerSecond(stage.topic(), bench.plan().window());
        due(stage, "now() - interval '1 hour'");
        Bench.pause(Duration.ofSeconds(1));
        double beside = Bench.updatesPerSecond(stage.topic(), bench.plan().window());
        ratios[i] = beside / alone;
      }
      bench
          .figures()
          .add("isolation_ratio", "rate beside a hanging provider, to that alone", "", ratios);
    }
  }

  private static void due(Stage stage, String when) {
    stage
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE connection SET due_at = %s WHERE app = '%s' AND owner IS NULL"
                        .formatted(when, OTHER)));
  }
}
