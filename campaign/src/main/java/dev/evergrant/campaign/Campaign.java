package dev.evergrant.campaign;

import dev.evergrant.campaign.broken.BrokenBuild;
import dev.evergrant.campaign.broken.Patch;
import dev.evergrant.campaign.check.Invariant;
import dev.evergrant.campaign.cluster.Programs;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs scenarios with the worker as it is, and with broken ones.
 *
 * @param home the project's root
 */
record Campaign(Path home, long seed, PrintStream out) {

  /** A broken build and what came of it. */
  record Trial(String name, Set<String> expected, Set<String> broke) {
    /** Whether one of the invariants that it should break was seen to break. */
    boolean caught() {
      return expected.stream().anyMatch(broke::contains);
    }
  }

  private Path directory() {
    return home.resolve("campaign/target/runs");
  }

  /** Runs these one after another. */
  List<Outcome> run(List<Scenario> scenarios) throws IOException, InterruptedException {
    var run = new ScenarioRun(new Programs(home, List.of()), directory(), seed, out);
    List<Outcome> outcomes = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      outcomes.add(run.run(scenario));
    }
    return outcomes;
  }

  /** Runs each broken build through its scenario. */
  List<Trial> tryBroken(List<BrokenBuild> builds) throws IOException, InterruptedException {
    List<Trial> trials = new ArrayList<>();
    for (BrokenBuild build : builds) {
      Path work = directory().resolve("broken-" + build.name());
      try {
        Path classes = build.compile(home, workerClassPath(), work);
        var run = new ScenarioRun(new Programs(home, List.of(classes)), directory(), seed, out);
        Outcome outcome =
            run.run(Scenarios.named(build.scenario()).named("broken-run-" + build.name()));
        trials.add(trial(build, outcome));
      } catch (Patch.DoesNotApply problem) {
        throw new IOException(build.name() + ".patch does not apply: " + problem.getMessage());
      }
      Trial last = trials.getLast();
      out.printf(
          "%s: %s; broke %s, expected one of %s%n",
          last.name(), last.caught() ? "caught" : "NOT CAUGHT", last.broke(), last.expected());
    }
    return trials;
  }

  private static Trial trial(BrokenBuild build, Outcome outcome) {
    Set<String> broke =
        outcome.failed().stream()
            .map(Invariant.Verdict::invariant)
            .map(Invariant::name)
            .collect(Collectors.toSet());
    return new Trial(build.name(), build.expected(), broke);
  }

  /** One jar after the other: the compiler expands no wildcards. */
  private String workerClassPath() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("worker/target/lib"))) {
      return Stream.concat(Stream.of(home.resolve("worker/target/worker-0.1.0-SNAPSHOT.jar")), jars)
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
