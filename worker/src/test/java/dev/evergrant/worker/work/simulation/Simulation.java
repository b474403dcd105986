package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.outbox.Messages;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One world, made from a seed: everything in it, in order of dependency, and its days. */
final class Simulation {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long CALM = Duration.ofHours(5).toMillis();

  private final Scenario scenario;
  private final Timeline timeline = new Timeline();
  private final Chance chance;
  private final Checker checker;
  private final Provider provider;
  private final Database database;
  private final Calls calls;
  private final Pauses pauses;
  private final Weather weather;
  private final Trace trace;

  /**
   * What a run came to.
   *
   * @param fingerprint the same for runs that were the same
   */
  record Report(
      Scenario scenario,
      long steps,
      long days,
      int takeovers,
      int restored,
      int pauses,
      Map<Ending, Integer> endings,
      UUID fingerprint) {}

  private Simulation(Scenario scenario, @Nullable ConnectionId traced) {
    this.scenario = scenario;
    this.chance = new Chance(~scenario.seed());
    this.trace = new Trace(traced, timeline);
    this.checker = new Checker(scenario, timeline);
    this.provider = new Provider(scenario, timeline, chance, checker);
    this.calls = new Calls(scenario, timeline, provider);
    var wire = new Wire(scenario, timeline, chance, provider, calls, checker.refusals, trace);
    this.pauses = new Pauses(scenario, timeline, checker.refusals);
    var outbox = new Outbox();
    var quarantine = new Quarantine(timeline, trace);
    var messages = new Messages(new CloudEventCodec(), chance::uuid);
    this.database =
        new Database(
            scenario, timeline, provider, checker, pauses, quarantine, messages, outbox, trace);
    var claims = new Claims(scenario, database, quarantine, timeline, chance, trace);
    var cluster = new Cluster(scenario, timeline, chance, database, claims, pauses, wire, trace);
    var intake = new Intake(scenario, timeline, database, outbox, messages, trace);
    new Users(scenario, timeline, chance, provider, database, intake, cluster, trace);
    this.weather = new Weather(scenario, timeline, chance, provider, cluster, wire, trace);
  }

  /**
   * Lives through that many days, or that many steps.
   *
   * @throws Failed if an invariant breaks
   */
  static Report run(long seed, Set<Fault> possible, long days, long steps) {
    Scenario scenario = Scenario.of(seed, possible);
    var first = new Simulation(scenario, null);
    try {
      return first.run(days, steps);
    } catch (Violation violation) {
      throw new Failed(
          scenario, first.timeline, violation, again(scenario, violation, days, steps));
    }
  }

  /** The same once more, written down. */
  private static Trace again(Scenario scenario, Violation violation, long days, long steps) {
    var again = new Simulation(scenario, violation.connection());
    try {
      again.run(days, steps);
      throw new IllegalStateException("The same seed was not the same run.");
    } catch (Violation _) {
      return again.trace;
    }
  }

  private Report run(long days, long steps) {
    while (timeline.millis() < days * DAY && timeline.steps() < steps) {
      live(chance.between(DAY / 2, 4 * DAY));
      weather.calm(true);
      live(CALM);
      checker.quiet(database, provider);
      database.purge();
      weather.calm(false);
    }
    return new Report(
        scenario,
        timeline.steps(),
        timeline.millis() / DAY,
        calls.takeovers(),
        database.restored(),
        pauses.alerts(),
        checker.endings(),
        chance.uuid());
  }

  private void live(long millis) {
    long until = timeline.millis() + millis;
    while (timeline.step(until)) {
      // Each step is an event of the timeline.
    }
  }
}
