package dev.evergrant.bench;

import dev.evergrant.bench.measure.Bench;
import dev.evergrant.bench.measure.ClaimLatency;
import dev.evergrant.bench.measure.Exchanges;
import dev.evergrant.bench.measure.Figures;
import dev.evergrant.bench.measure.Isolation;
import dev.evergrant.bench.measure.Measure;
import dev.evergrant.bench.measure.Plain;
import dev.evergrant.bench.measure.Plan;
import dev.evergrant.bench.measure.Profile;
import dev.evergrant.bench.measure.Refreshes;
import dev.evergrant.bench.measure.Start;
import dev.evergrant.bench.measure.Steady;
import dev.evergrant.bench.measure.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code bench/run}. */
@Command(
    name = "bench/run",
    description = "Measures throughput, latency and scale on this machine.",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

  @Option(names = "--short", description = "At most three minutes: shows that everything runs.")
  private boolean shortForm;

  @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
  private @Nullable Path json;

  @Option(
      names = "--only",
      paramLabel = "MEASUREMENT",
      split = ",",
      description = "Some of the measurements only.")
  private List<String> only = List.of();

  @Option(
      names = "--connections",
      paramLabel = "NUMBER",
      split = ",",
      description = "With how many connections the rate is measured; the smallest first.")
  private List<Integer> connections = List.of();

  @Option(
      names = "--profile",
      description = "Writes where a worker under full load spends time and memory, and no table.")
  private boolean profile;

  @Option(
      names = "--steady",
      paramLabel = "MINUTES",
      description = "How long it is watched whether tables stay as they are.",
      defaultValue = "30")
  private int steady;

  private Main() {}

  /** Measures and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  private static Map<String, Measure> measures() {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("refreshes", new Refreshes());
    measures.put("plain", new Plain());
    measures.put("exchanges", new Exchanges());
    measures.put("claims", new ClaimLatency());
    measures.put("isolation", new Isolation());
    measures.put("start", new Start());
    measures.put("workers", new Workers());
    measures.put("steady", new Steady());
    return measures;
  }

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("evergrant.home", "")).toAbsolutePath();
    Path directory = Files.createDirectories(home.resolve("bench/target/runs"));
    var conditions = Report.conditions();
    var figures = new Figures(figure -> System.out.println("  " + Report.line(figure)));
    Plan plan = shortForm ? Plan.shortForm() : Plan.full(Duration.ofMinutes(steady));
    var bench =
        new Bench(home, directory, connections.isEmpty() ? plan : plan.of(connections), figures);
    if (profile) {
      new Profile().measure(bench);
      return 0;
    }
    for (var measure : measures().entrySet()) {
      if (only.isEmpty() || only.contains(measure.getKey())) {
        System.out.println(measure.getKey());
        measure.getValue().measure(bench);
      }
    }
    Report.print(figures, System.out);
    if (json != null) {
      Report.write(figures, json, conditions);
    }
    return 0;
  }
}
