package dev.evergrant.campaign;

import dev.evergrant.campaign.cluster.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code campaign/run}. Exits with 1 when an invariant fails or something was lost. */
@Command(
    name = "campaign/run",
    description = "Makes everything go wrong that can, and checks that nothing is lost by it.",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
  @Option(names = "--short", description = "At most five minutes, as CI runs it.")
  private boolean shortForm;

  @Option(names = "--seed", description = "Replays the timetables of an earlier campaign.")
  private @Nullable Long seed;

  @Option(names = "--minutes", description = "Of each scenario's faults.", defaultValue = "5")
  private int minutes;

  @Option(names = "--json", paramLabel = "FILE", description = "Where to write the results.")
  private @Nullable Path json;

  private Main() {}

  /** Runs a campaign and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("evergrant.home", "")).toAbsolutePath();
    Path directory = home.resolve("campaign/target/runs");
    long chosen = seed == null ? System.currentTimeMillis() % 1_000_000 : seed;
    System.out.println("seed " + chosen);
    var run = new ScenarioRun(new Programs(home, List.of()), directory, chosen, System.out);
    Duration length = shortForm ? Duration.ofSeconds(60) : Duration.ofMinutes(minutes);
    List<Outcome> outcomes = new ArrayList<>();
    for (Scenario scenario : Scenario.mixed(chosen, length, shortForm ? 1_500 : 2_500)) {
      outcomes.add(run.run(scenario));
    }
    var report = new Report(chosen, outcomes, 0, 0);
    report.print(System.out);
    if (json != null) {
      Files.writeString(json, report.json());
    }
    return report.isGood() ? 0 : 1;
  }
}
