package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** From the start of a worker's process to its page saying that it is ready, services running. */
public final class Start implements Measure {
  private static final int CONNECTIONS = 1_000;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    var app = new Setup.App(Setup.APP, CONNECTIONS, 0, false, Duration.ofHours(2), Duration.ZERO);
    try (Stage stage = bench.stage("start", app)) {
      double[] seconds = new double[bench.plan().repeats()];
      double[] processor = new double[seconds.length];
      for (int i = 0; i < seconds.length; i++) {
        try (WorkerProcess worker = stage.worker()) {
          seconds[i] = worker.secondsToReady();
          processor[i] = worker.processorSecondsToReady();
        }
      }
      bench.figures().add("start_ready_s", "start to ready, services running", "s", seconds);
      bench.figures().add("start_cpu_s", "processor time of that", "s", processor);
    }
  }
}
