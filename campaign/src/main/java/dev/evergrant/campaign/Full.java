package dev.evergrant.campaign;

import dev.evergrant.campaign.broken.BrokenBuild;
import dev.evergrant.campaign.crash.CrashPoint;
import dev.evergrant.devkit.simulator.Rotation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The full form: rounds of both great scenarios, each round with a seed of its own, until the
 * figures of the failure model are reached or the time is up; the race once; and then all broken
 * builds. What each round came to, and which builds were caught, is kept in files, and the next
 * call goes on from there.
 *
 * @param home the project's root
 * @param out is told what goes on
 */
record Full(Path home, PrintStream out) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration ROUND = Duration.ofMinutes(5);
  private static final int GAP = 2_000;
  private static final int KILLS = 300;
  private static final int POSTGRES = 50;
  private static final int KAFKA = 30;
  private static final int PAUSES = 100;
  private static final int EACH_POINT = 25;
  private static final int RACE_PEOPLE = 1_000;
  private static final int RACE_WAVES = 32;

  /** A figure, what it is by now, and what it is to be. */
  record Figure(String name, int reached, int wanted) {
    boolean isReached() {
      return reached >= wanted;
    }
  }

  /**
   * Goes on until all is reached or the time is up.
   *
   * @return whether every round was good, and all broken builds that were tried were caught
   */
  boolean run(long seed, Duration budget) throws IOException, InterruptedException {
    Path rounds = Files.createDirectories(home.resolve("campaign/target/full"));
    var ledger = new Ledger(home);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < budget.toNanos() && !all(figures(rounds))) {
      List<JsonNode> done = read(rounds);
      long chosen = seed + 2L * done.size();
      List<Scenario> scenarios =
          new ArrayList<>(
              List.of(
                  Scenarios.mixed(Rotation.GRACE, chosen, ROUND, GAP),
                  Scenarios.mixed(Rotation.STRICT, chosen + 1, ROUND, GAP)));
      if (total(done, "race_rounds") < RACE_PEOPLE * RACE_WAVES) {
        scenarios.add(Scenarios.race(RACE_PEOPLE, RACE_WAVES));
      }
      var report = new Report(chosen, new Campaign(home, chosen, out).run(scenarios), List.of());
      report.print(out);
      Files.writeString(
          rounds.resolve("round-%03d.json".formatted(done.size() + 1)), report.json());
      ledger.add(report);
      figures(rounds)
          .forEach(
              figure ->
                  out.printf("%-28s %d of %d%n", figure.name(), figure.reached(), figure.wanted()));
    }
    boolean caught =
        !all(figures(rounds))
            || tryBroken(seed, rounds, () -> System.nanoTime() - begin < budget.toNanos());
    List<JsonNode> done = read(rounds);
    return caught
        && total(done, "self_inflicted_losses") == 0
        && done.stream().allMatch(round -> round.path("invariants_failed").isEmpty());
  }

  /** Those that have not been caught yet; one that is caught is noted at once. */
  private boolean tryBroken(long seed, Path rounds, BooleanSupplier isTimeLeft)
      throws IOException, InterruptedException {
    Path file = rounds.resolve("caught.txt");
    List<String> caught =
        new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
    List<BrokenBuild> builds = BrokenBuild.in(home.resolve("campaign/broken"));
    boolean good = true;
    for (BrokenBuild build : builds) {
      if (isTimeLeft.getAsBoolean() && !caught.contains(build.name())) {
        if (new Campaign(home, seed, out).tryBroken(List.of(build)).getFirst().caught()) {
          caught.add(build.name());
          Files.write(file, caught);
        } else {
          good = false;
        }
      }
    }
    out.printf("%-28s %d of %d%n", "broken builds caught", caught.size(), builds.size());
    return good;
  }

  private static boolean all(List<Figure> figures) {
    return figures.stream().allMatch(Figure::isReached);
  }

  private static List<JsonNode> read(Path rounds) throws IOException {
    try (Stream<Path> files = Files.list(rounds)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> JSON.readTree(file.toFile()))
          .toList();
    }
  }

  private static List<Figure> figures(Path rounds) throws IOException {
    List<JsonNode> done = read(rounds);
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("kills of workers", total(done, "kills_worker"), KILLS));
    figures.add(new Figure("kills of PostgreSQL", total(done, "kills_postgres"), POSTGRES));
    figures.add(new Figure("kills of Kafka", total(done, "kills_kafka"), KAFKA));
    figures.add(new Figure("pauses past the lease", total(done, "pauses"), PAUSES));
    figures.add(new Figure("race", total(done, "race_rounds"), RACE_PEOPLE * RACE_WAVES));
    for (CrashPoint point : CrashPoint.values()) {
      int hits =
          done.stream()
              .mapToInt(round -> round.path("faults").path("crash at " + point).asInt(0))
              .sum();
      figures.add(new Figure(point.toString(), hits, EACH_POINT));
    }
    return figures;
  }

  private static int total(List<JsonNode> rounds, String name) {
    return rounds.stream().mapToInt(round -> round.path(name).asInt(0)).sum();
  }
}
