package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Whether rate and tables stay as they are under a load that goes on and on: the second half of the
 * time compared with the first, after a warm-up. The history, which only ever grows until it is
 * purged, is not looked at.
 */
public final class Steady implements Measure {
  private static final int MOST_CONNECTIONS = 100_000;
  private static final int PARTS = 10;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    var app =
        Setup.App.due(Math.min(MOST_CONNECTIONS, bench.plan().largest()), Duration.ofSeconds(1));
    try (Stage stage = bench.stage("steady", app);
        WorkerProcess _ = stage.worker()) {
      Bench.pause(bench.plan().warmUp());
      Duration part = bench.plan().steady().dividedBy(PARTS);
      double[] rates = new double[PARTS];
      double[] mib = new double[PARTS];
      double[] outbox = new double[PARTS];
      for (int i = 0; i < PARTS; i++) {
        rates[i] = Bench.updatesPerSecond(stage.topic(), part);
        mib[i] = size(stage, "connection");
        outbox[i] = size(stage, "outbox");
      }
      bench.figures().add("steady_per_s", "refreshes, over a long time", "/s", rates);
      bench.figures().add("steady_connection_mib", "table connection meanwhile", "MiB", mib);
      bench.figures().add("steady_outbox_mib", "table outbox meanwhile", "MiB", outbox);
      bench
          .figures()
          .add(
              "steady_growth",
              "table connection, at the end to the middle",
              "×",
              mib[PARTS - 1] / mib[PARTS / 2]);
    }
  }

  private static double size(Stage stage, String table) {
    return stage.number("SELECT pg_total_relation_size('%s') / 1048576.0".formatted(table));
  }
}
