package dev.evergrant.worker.work.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The core lives through months in seconds, and nothing that it does may lose a token.
 *
 * <p>The usual run takes a few seeds for about a million steps. {@code -Dsimulation.seed=17}
 * replays one of them for {@code -Dsimulation.years} (1 if it is not given), and {@code
 * -Dsimulation.minutes=10} goes through new ones, each for so many years, for as long as that.
 */
class SimulationTest {
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);
  private static final long YEAR = 365;
  private static final long FEW_STEPS = 120_000;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noTokenIsLostByOurOwnDoing(long seed) {
    boolean replayed = Long.getLong("simulation.seed") != null;
    print(Simulation.run(seed, ALL, days(), replayed ? Long.MAX_VALUE : FEW_STEPS));
  }

  static LongStream seeds() {
    Long one = Long.getLong("simulation.seed");
    return one == null ? LongStream.rangeClosed(1, 10) : LongStream.of(one);
  }

  @Test
  @EnabledIfSystemProperty(named = "simulation.minutes", matches = "\\d+")
  void noTokenIsLostInManyYearsEither() {
    long end = System.nanoTime() + Long.getLong("simulation.minutes", 1) * 60_000_000_000L;
    Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    long seed = 1_000;
    long steps = 0;
    long days = 0;
    for (; System.nanoTime() < end; seed++) {
      Simulation.Report report = Simulation.run(seed, ALL, days(), Long.MAX_VALUE);
      report.endings().forEach((ending, count) -> endings.merge(ending, count, Integer::sum));
      steps += report.steps();
      days += report.days();
      print(report);
    }
    System.out.printf(
        "Seeds 1000 to %d: %,d steps in %.1f years, %s%n",
        seed - 1, steps, (double) days / YEAR, endings);
  }

  /** The worst that a killed worker can do is to lose a code (W1): for that there is no grace. */
  @Test
  void killsLoseNoConnectionWhereTheProviderHasAGraceThatWeKnowOf() {
    Set<Fault> kills = EnumSet.of(Fault.KILL, Fault.LOST_CLAIM, Fault.LOST_COMMIT);
    for (long seed = 1; seed <= 40; seed++) {
      Scenario scenario = Scenario.of(seed, kills);
      if (scenario.rotation() == Scenario.Rotates.GRACE && scenario.isKnown()) {
        assertThat(Simulation.run(seed, kills, YEAR, FEW_STEPS).endings())
            .doesNotContainKeys(Ending.W2, Ending.W2_GRACE_MISSED);
      }
    }
  }

  @Test
  void daysOfDatabaseOutagesLoseNothingWhateverTheProviderDoes() {
    Set<Fault> outages = EnumSet.of(Fault.DATABASE_AWAY, Fault.PARTITION, Fault.LOST_COMMIT);
    for (long seed = 1; seed <= 8; seed++) {
      assertThat(Simulation.run(seed, outages, YEAR, FEW_STEPS / 4).endings().keySet())
          .isSubsetOf(Ending.EXPIRED, Ending.CODE_EXPIRED);
    }
  }

  /** Away for up to four minutes, some four times an hour, while tokens live 20 minutes or 2 h. */
  @Test
  void aDayOnWhichTheDatabaseIsAwayForMinutesAtATimeLosesNothing() {
    Set<Fault> outages = EnumSet.of(Fault.DATABASE_UNSTEADY, Fault.LOST_COMMIT);
    for (long seed = 1; seed <= 40; seed++) {
      Scenario scenario = Scenario.of(seed, outages);
      if (scenario.has(Fault.DATABASE_UNSTEADY)) {
        Simulation.Report report = Simulation.run(seed, outages, 3, Long.MAX_VALUE);
        assertThat(report.endings().keySet())
            .as(scenario.toString())
            .isSubsetOf(Ending.EXPIRED, Ending.CODE_EXPIRED);
      }
    }
  }

  @Test
  void aSeedIsTheSameRunEachTime() {
    assertThat(Simulation.run(7, ALL, 10, FEW_STEPS))
        .isEqualTo(Simulation.run(7, ALL, 10, FEW_STEPS));
  }

  private static long days() {
    return Long.getLong("simulation.years", 1) * YEAR;
  }

  private static void print(Simulation.Report report) {
    System.out.printf(
        "seed %d: %,d steps, %d days, %d takeovers, %d verdicts taken back, %d pauses, %s; %s%n",
        report.scenario().seed(),
        report.steps(),
        report.days(),
        report.takeovers(),
        report.restored(),
        report.pauses(),
        report.endings(),
        report.scenario());
  }
}
