package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Cpu;
import dev.evergrant.bench.stage.ProviderProcess;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refreshes end to end: claimed, asked, committed, and acknowledged by Kafka. All connections are
 * due; of a few, tokens live so short that they are due again before their turn comes.
 */
public final class Refreshes implements Measure {
  private static final Duration LONG = Duration.ofHours(2);
  private static final int FEW = 500_000;
  private static final int CYCLES_A_SECOND = 10_000;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    for (int connections : bench.plan().sizes()) {
      Duration life =
          connections < FEW ? Duration.ofSeconds(Math.max(1, connections / CYCLES_A_SECOND)) : LONG;
      var app = Setup.App.due(connections, life);
      try (Stage stage = bench.stage("refreshes-" + Bench.size(connections), app)) {
        measure(bench, stage, connections);
        if (connections == bench.plan().largest()) {
          new Parts(bench, stage, connections).measure();
        }
      }
    }
  }

  private static void measure(Bench bench, Stage stage, int connections)
      throws IOException, InterruptedException {
    String size = Bench.size(connections);
    bench
        .figures()
        .add(
            "bytes_per_connection_" + size,
            "bytes in the database per connection, " + size,
            "B",
            stage.number("SELECT pg_total_relation_size('connection')") / connections);
    try (WorkerProcess worker = stage.worker()) {
      Bench.pause(bench.plan().warmUp());
      long updates = stage.topic().updates();
      Cpu before = stage.cpu();
      long began = System.nanoTime();
      double[] rates = bench.updatesPerSecond(stage.topic());
      bench.figures().add("refreshes_per_s_" + size, "refreshes end to end, " + size, "/s", rates);
      double seconds = (System.nanoTime() - began) / 1e9;
      cost(bench, size, stage.cpu().since(before), stage.topic().updates() - updates, seconds);
      if (connections == bench.plan().largest()) {
        bench
            .figures()
            .add("worker_heap_mib", "heap of the worker under full load", "MiB", worker.heapMib());
        bench
            .figures()
            .add("worker_rss_mib", "RSS of the worker under full load", "MiB", worker.rssMib());
      }
    }
    check(stage, connections);
  }

  private static void cost(Bench bench, String size, Cpu cpu, long refreshes, double seconds) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("worker", cpu.worker());
    parts.put("database", cpu.database());
    parts.put("broker", cpu.broker());
    parts.put("provider", cpu.provider());
    parts.forEach(
        (part, used) ->
            bench
                .figures()
                .add(
                    "cpu_us_%s_%s".formatted(part, size),
                    "processor time of a refresh, %s, %s".formatted(part, size),
                    "µs",
                    used * 1e6 / refreshes));
    bench
        .figures()
        .add(
            "processors_" + size,
            "processors that all this could have, " + size,
            "",
            cpu.total() / seconds);
  }

  /** What was measured is real: every token set that was issued is stored, and none was lost. */
  private static void check(Stage stage, int connections) throws IOException, InterruptedException {
    ProviderProcess.Counts counts = stage.provider(Setup.APP).counts();
    double stored = stage.number("SELECT sum(version) FROM connection") - connections;
    Bench.require(
        counts.refused() == 0 && counts.issued() == (long) stored,
        "The provider issued %d token sets and refused %d, but %.0f are stored"
            .formatted(counts.issued(), counts.refused(), stored));
    double waiting = stage.number("SELECT count(*) FROM outbox");
    Bench.require(
        stage.topic().updates() + (long) waiting >= counts.issued(),
        "Fewer updates were published than token sets issued");
  }
}
