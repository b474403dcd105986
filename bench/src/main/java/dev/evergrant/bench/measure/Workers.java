package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Several workers and a provider that answers after 200 ms: how the rate grows with their number,
 * how soon one is ready, and how soon the work of a killed one is taken over.
 */
public final class Workers implements Measure {
  private static final int CONNECTIONS = 50_000;
  private static final int CONCURRENT = 64;
  private static final Duration SLOW = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    var app = new Setup.App(Setup.APP, CONNECTIONS, 0, true, Duration.ofSeconds(1), SLOW);
    var setup =
        new Setup(
            bench.home(),
            bench.directory().resolve("workers"),
            List.of(app),
            CONCURRENT,
            Duration.ofSeconds(10));
    try (Stage stage = Stage.set(setup)) {
      List<WorkerProcess> workers = new ArrayList<>();
      for (int wanted : new int[] {1, 2, 4}) {
        while (workers.size() < wanted) {
          workers.add(stage.worker());
        }
        Bench.pause(bench.plan().warmUp());
        double[] rates = bench.updatesPerSecond(stage.topic());
        String what = "refreshes with %d worker(s), provider of 200 ms".formatted(wanted);
        bench.figures().add("scale_out_" + wanted, what, "/s", rates);
      }
      while (workers.size() > 2) {
        workers.removeLast().close();
      }
      rescue(bench, stage, workers);
    }
  }

  /** Kills one of two again and again, each time with calls under way. */
  private static void rescue(Bench bench, Stage stage, List<WorkerProcess> workers)
      throws IOException, InterruptedException {
    double[] seconds = new double[bench.plan().repeats()];
    double[] ready = new double[bench.plan().repeats()];
    for (int i = 0; i < seconds.length; i++) {
      Bench.pause(Duration.ofSeconds(2));
      WorkerProcess victim = workers.removeFirst();
      int number =
          (int)
              stage.number(
                  "SELECT id FROM worker WHERE name LIKE 'worker-%d-%%'".formatted(victim.pid()));
      victim.kill();
      long died = System.nanoTime();
      double left = claims(stage, number);
      Bench.require(left > 0, "The worker was killed with nothing under way");
      while (claims(stage, number) > 0) {
        Bench.require(System.nanoTime() - died < PATIENCE.toNanos(), "Nobody takes over");
        Bench.pause(Duration.ofMillis(5));
      }
      seconds[i] = (System.nanoTime() - died) / 1e9;
      WorkerProcess next = stage.worker();
      ready[i] = next.secondsToReady();
      workers.add(next);
    }
    bench.figures().add("rescue_s", "kill -9 to rescued", "s", seconds);
    double worst = java.util.Arrays.stream(seconds).max().orElseThrow();
    bench.figures().add("rescue_p99_s", "kill -9 to rescued, p99 (the worst)", "s", worst);
    bench.figures().add("start_ready_busy_s", "start to ready, beside a busy worker", "s", ready);
  }

  private static double claims(Stage stage, int worker) {
    return stage.number("SELECT count(*) FROM connection WHERE owner = " + worker);
  }
}
