package dev.evergrant.campaign;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Invariant;
import dev.evergrant.campaign.check.Losses;
import dev.evergrant.campaign.check.Overlaps;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.Programs;
import dev.evergrant.campaign.cluster.Setup;
import dev.evergrant.campaign.fault.Injector;
import dev.evergrant.campaign.gather.Gathering;
import dev.evergrant.campaign.gather.NonceWatch;
import dev.evergrant.campaign.gather.Rescues;
import dev.evergrant.campaign.load.Crowd;
import dev.evergrant.campaign.load.Frontend;
import dev.evergrant.campaign.load.Waves;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs scenarios.
 *
 * @param directory gets a directory for each, with all logs
 * @param out is told what goes on
 */
record ScenarioRun(Programs programs, Path directory, long seed, PrintStream out) {
  private static final Duration DEVELOPMENT = Duration.ofSeconds(45);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(60);

  /** Runs one, from an empty directory to the verdict. */
  Outcome run(Scenario scenario) throws IOException, InterruptedException {
    Path home = directory.resolve(scenario.name());
    out.printf("%s: starting%n", scenario.name());
    var setup =
        new Setup(
            programs,
            home,
            Scenario.WORKERS,
            scenario.rotation(),
            Scenario.GRACE,
            scenario.tokenLifetime(),
            DEVELOPMENT,
            Scenario.DEADLINE,
            scenario.skewSeconds());
    long begin = System.nanoTime();
    try (var cluster = Cluster.start(setup);
        var frontend = new Frontend(cluster);
        var nonces = NonceWatch.over(cluster)) {
      var crowd = new Crowd(cluster, frontend, new Random(seed), Math.max(1, scenario.perSecond()));
      crowd.arrive(scenario.people());
      awaitConnected(cluster, scenario.people());
      out.printf(
          "%s: %d people are connected after %d s; the faults begin%n",
          scenario.name(),
          scenario.people(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
      int raced = new Waves(cluster, frontend, crowd.people()).run(scenario.waves());
      if (scenario.perSecond() > 0) {
        crowd.start();
      }
      var injector = new Injector(cluster);
      injector.run(scenario.timetable(), scenario.length());
      crowd.stop();
      injector.heal();
      out.printf("%s: the faults have stopped%n", scenario.name());
      Gathering gathering = Gathering.of(cluster, frontend, nonces);
      Evidence evidence = gathering.evidence();
      Files.writeString(home.resolve("evidence.json"), JSON.writeValueAsString(evidence));
      return new Outcome(
          scenario,
          injector.counts(),
          kills(evidence),
          Rescues.of(evidence),
          evidence.quiet(),
          Outcome.Figures.of(evidence, gathering, Overlaps.takeovers(evidence), raced),
          Losses.of(evidence),
          Invariant.judge(evidence),
          Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private static int kills(Evidence evidence) {
    return (int)
        evidence.lives().stream()
            .filter(life -> life.end() == Life.End.KILLED || life.end() == Life.End.CRASHED)
            .count();
  }

  private static void awaitConnected(Cluster cluster, int people)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + CONNECT.toNanos();
    while (System.nanoTime() < end) {
      int connected =
          cluster
              .database()
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              "SELECT count(*) FROM authorization_grant WHERE state <> 'pending'")
                          .mapTo(Integer.class)
                          .one());
      if (connected >= people) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("not everybody is connected after " + CONNECT);
  }
}
