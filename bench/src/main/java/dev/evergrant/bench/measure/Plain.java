package dev.evergrant.bench.measure;

import dev.evergrant.bench.plain.PlainMain;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** The plain design on the same machine, at the smallest and the largest size. */
public final class Plain implements Measure {
  private static final Duration SEED = Duration.ofMinutes(10);

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    for (int connections :
        new TreeSet<>(List.of(bench.plan().sizes().getFirst(), bench.plan().largest()))) {
      String size = Bench.size(connections);
      var app = Setup.App.due(connections, Duration.ofHours(2));
      try (Stage stage = bench.stage("plain-" + size, app)) {
        stage
            .program("plain", PlainMain.class.getName(), List.of(stage.configuration().toString()))
            .awaitLine("ready", SEED);
        Bench.pause(bench.plan().warmUp());
        double[] rates = bench.updatesPerSecond(stage.topic());
        bench.figures().add("plain_per_s_" + size, "plain design, refreshes, " + size, "/s", rates);
      }
      if (bench.figures().has("refreshes_per_s_" + size)) {
        double ratio =
            bench.figures().median("refreshes_per_s_" + size)
                / bench.figures().median("plain_per_s_" + size);
        bench
            .figures()
            .add("ratio_to_plain_" + size, "refreshes, to the plain design, " + size, "×", ratio);
        // The largest size comes last and is the one that the target speaks of.
        bench.figures().add("ratio_to_plain", "refreshes, to the plain design", "×", ratio);
      }
    }
  }
}
