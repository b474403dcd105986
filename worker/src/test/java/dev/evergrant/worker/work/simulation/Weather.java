package dev.evergrant.worker.work.simulation;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What goes wrong by itself now and then, for a while. Calls that fail one by one are the wire's.
 */
final class Weather {
  private static final long SECOND = 1_000;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Provider provider;
  private final Cluster cluster;
  private final Wire wire;
  private final Trace trace;
  private boolean calm;

  Weather(
      Scenario scenario,
      Timeline timeline,
      Chance chance,
      Provider provider,
      Cluster cluster,
      Wire wire,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.provider = provider;
    this.cluster = cluster;
    this.wire = wire;
    this.trace = trace;
    now(Fault.KILL, 3 * HOUR, () -> someWorker(cluster::kill));
    now(Fault.PAUSE, 4 * HOUR, () -> someWorker(this::pause));
    now(Fault.PARTITION, 4 * HOUR, () -> someWorker(this::cutOff));
    now(Fault.DATABASE_AWAY, 12 * HOUR, this::databaseAway);
    now(Fault.DATABASE_UNSTEADY, 15 * MINUTE, this::databaseAway);
    spell(Fault.INCIDENT, 48 * HOUR, 20 * MINUTE, provider::incident);
    now(Fault.INCIDENT, 96 * HOUR, this::illAfterAnOutage);
    spell(Fault.BROKEN_SECRET, 72 * HOUR, HOUR, on -> provider.brokenSecret = on);
    spell(Fault.UNREACHABLE, 24 * HOUR, 30 * MINUTE, on -> wire.down = on);
  }

  /** From now on nothing goes wrong, until it does again. */
  void calm(boolean on) {
    calm = on;
    wire.calm = on;
    cluster.calm = on;
    if (on) {
      provider.incident(false);
      provider.brokenSecret = false;
      wire.down = false;
    }
  }

  private void now(Fault fault, long mean, Runnable what) {
    if (scenario.has(fault)) {
      timeline.in(
          chance.every(mean),
          () -> {
            if (!calm) {
              what.run();
            }
            now(fault, mean, what);
          });
    }
  }

  private void spell(Fault fault, long mean, long longest, Consumer<Boolean> what) {
    now(
        fault,
        mean,
        () -> {
          trace.note(() -> fault + " begins");
          what.accept(true);
          timeline.in(
              chance.between(30 * SECOND, longest),
              () -> {
                trace.note(() -> fault + " is over");
                what.accept(false);
              });
        });
  }

  /** So much is due when the provider is back that many are refused at once. */
  private void illAfterAnOutage() {
    wire.down = true;
    timeline.in(
        100 * MINUTE,
        () -> {
          wire.down = false;
          if (!calm) {
            trace.note(() -> "the provider is back, and ill");
            provider.incident(true);
            timeline.in(chance.between(MINUTE, 20 * MINUTE), () -> provider.incident(false));
          }
        });
  }

  private void someWorker(Consumer<Machine> what) {
    if (!cluster.machines().isEmpty()) {
      what.accept(chance.of(cluster.machines()));
    }
  }

  private void pause(Machine machine) {
    long millis = chance.between(5 * SECOND, 5 * MINUTE);
    trace.note(() -> machine + " is paused for " + Duration.ofMillis(millis));
    machine.pause(millis);
  }

  private void cutOff(Machine machine) {
    long millis = chance.between(5 * SECOND, 5 * MINUTE);
    trace.note(() -> machine + " is cut off the database for " + Duration.ofMillis(millis));
    machine.cutOff(millis);
  }

  private void databaseAway() {
    long millis = chance.between(5 * SECOND, 4 * MINUTE);
    trace.note(() -> "the database is away for " + Duration.ofMillis(millis));
    cluster.machines().forEach(machine -> machine.cutOff(millis));
  }
}
