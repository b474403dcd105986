package dev.evergrant.campaign;

import dev.evergrant.campaign.broken.BrokenBuild;
import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Invariant;
import dev.evergrant.campaign.check.Losses;
import dev.evergrant.devkit.simulator.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The program {@code campaign/run}. Exits with 1 when an invariant fails or something was lost. */
@Command(
    name = "campaign/run",
    description = "Makes everything go wrong that can, and checks that nothing is lost by it.",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
  private static final int GAP = 2_500;
  private static final int ROTATING = 2;

  @Option(names = "--short", description = "At most five minutes, as CI runs it.")
  private boolean shortForm;

  @Option(
      names = "--full",
      description = "Rounds until the failure model's figures are reached; goes on where it was.")
  private boolean fullForm;

  @Option(names = "--seed", description = "Replays the timetables of an earlier campaign.")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      description = "Of faults in each of the two great scenarios; of the whole, with --full.",
      defaultValue = "5")
  private int minutes;

  @Option(names = "--json", paramLabel = "FILE", description = "Where to write the results.")
  private @Nullable Path json;

  @Option(
      names = "--only",
      paramLabel = "SCENARIO",
      split = ",",
      description = "Some of grace, strict, race and the short ones.")
  private List<String> only = List.of();

  @Option(
      names = "--broken",
      paramLabel = "NAME|all|rotating",
      description = "Runs broken builds instead, each of which must be caught.")
  private @Nullable String broken;

  @Option(
      names = "--judge",
      paramLabel = "FILE",
      description = "Runs nothing: judges an evidence.json of an earlier run again.")
  private @Nullable Path judged;

  private Main() {}

  /** Runs a campaign and ends the process with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("evergrant.home", "")).toAbsolutePath();
    if (judged != null) {
      return judge(judged);
    }
    long chosen = seed == null ? System.currentTimeMillis() % 1_000_000 : seed;
    System.out.println("seed " + chosen);
    if (fullForm) {
      if (json != null) {
        System.err.println(
            "--full keeps its own results in campaign/target/full: leave out --json.");
        return 2;
      }
      return new Full(home, System.out).run(chosen, Duration.ofMinutes(minutes)) ? 0 : 1;
    }
    var campaign = new Campaign(home, chosen, System.out);
    Report report =
        broken == null
            ? new Report(chosen, campaign.run(scenarios(chosen)), List.of())
            : new Report(chosen, List.of(), campaign.tryBroken(builds(home, broken)));
    report.print(System.out);
    if (json != null) {
      Files.writeString(json, report.json());
    }
    return report.isGood() ? 0 : 1;
  }

  private static int judge(Path file) {
    var evidence = JsonMapper.builder().build().readValue(file.toFile(), Evidence.class);
    Report.print(Losses.of(evidence), Invariant.judge(evidence), System.out);
    return Invariant.judge(evidence).stream().allMatch(Invariant.Verdict::holds) ? 0 : 1;
  }

  private List<Scenario> scenarios(long chosen) {
    Duration length = shortForm ? Duration.ofSeconds(55) : Duration.ofMinutes(minutes);
    List<Scenario> great =
        List.of(
            Scenarios.mixed(Rotation.GRACE, chosen, length, GAP),
            Scenarios.mixed(Rotation.STRICT, chosen + 1, length, GAP),
            shortForm ? Scenarios.race(200, 4) : Scenarios.race(1_000, 32));
    return only.isEmpty() ? great : only.stream().map(name -> named(great, name)).toList();
  }

  private static Scenario named(List<Scenario> great, String name) {
    return great.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseGet(() -> Scenarios.named(name));
  }

  private static List<BrokenBuild> builds(Path home, String which) throws IOException {
    List<BrokenBuild> all = BrokenBuild.in(home.resolve("campaign/broken"));
    return switch (which) {
      case "all" -> all;
      case "rotating" -> rotating(all, LocalDate.now(ZoneOffset.UTC).toEpochDay());
      default -> {
        List<BrokenBuild> named = all.stream().filter(build -> build.name().equals(which)).toList();
        if (named.isEmpty()) {
          throw new IOException(
              "no broken build is called %s; there are %s"
                  .formatted(which, all.stream().map(BrokenBuild::name).toList()));
        }
        yield named;
      }
    };
  }

  /** A few, others every day, so that all come within a week. */
  static List<BrokenBuild> rotating(List<BrokenBuild> all, long day) {
    List<BrokenBuild> chosen = new ArrayList<>();
    for (int i = 0; i < ROTATING && i < all.size(); i++) {
      chosen.add(all.get((int) ((day * ROTATING + i) % all.size())));
    }
    return chosen;
  }
}
