package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.lifecycle.Due;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers: their sweeps, their commits, and the rescue of those that are gone. Workers look for
 * work at each full second in which there is some, and when something new has come.
 */
final class Cluster {
  private static final List<String> LANES = List.of("production", "development");
  private static final int LARGEST_CLAIM = 16;

  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Database database;
  private final Wire wire;
  private final Trace trace;
  private final List<Machine> machines = new ArrayList<>();
  private int lastNumber;
  private long nextTick = Long.MAX_VALUE;

  /** Faults are over. */
  boolean calm;

  Cluster(
      Scenario scenario,
      Timeline timeline,
      Chance chance,
      Database database,
      Wire wire,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.database = database;
    this.wire = wire;
    this.trace = trace;
    for (int i = 0; i < scenario.workers(); i++) {
      start();
    }
  }

  List<Machine> machines() {
    return machines;
  }

  private void start() {
    machines.add(new Machine(++lastNumber, timeline, chance));
    somethingIsDue();
  }

  /** Kills a worker. The others find its lock free when they have looked three times. */
  void kill(Machine machine) {
    trace.note(() -> machine + " is killed");
    machine.kill();
    machines.remove(machine);
    rescueLater(machine, chance.between(800, 1_600));
    timeline.in(chance.between(1_000, 30_000), this::start);
  }

  private void rescueLater(Machine gone, long millis) {
    timeline.in(
        millis,
        () -> {
          if (machines.stream().anyMatch(one -> one.isRunning() && one.reachesDatabase())) {
            database.rescue(gone.number);
            somethingIsDue();
          } else {
            rescueLater(gone, 400);
          }
        });
  }

  /** A new grant, or the end of something: a sweep at once. */
  void somethingIsNew() {
    timeline.in(1, this::pass);
  }

  /** Plans the next tick of the clock. */
  void somethingIsDue() {
    java.time.Instant due = database.nextDue();
    if (due.equals(java.time.Instant.MAX)) {
      return;
    }
    long at = Math.max(timeline.millis() + 1, timeline.millisAt(due));
    long second = (at + 999) / 1_000 * 1_000;
    if (second < nextTick) {
      nextTick = second;
      timeline.at(second, () -> tick(second));
    }
  }

  private void tick(long second) {
    if (second == nextTick) {
      nextTick = Long.MAX_VALUE;
      database.lapse();
      pass();
    }
  }

  private void pass() {
    int first = (int) chance.between(0, Math.max(0, machines.size() - 1));
    for (int i = 0; i < machines.size(); i++) {
      sweep(machines.get((first + i) % machines.size()));
    }
    somethingIsDue();
  }

  private void sweep(Machine machine) {
    if (!machine.isRunning() || !machine.reachesDatabase()) {
      return;
    }
    for (String lane : LANES) {
      if (!database.isPaused(lane)) {
        sweep(machine, lane, (int) chance.between(1, LARGEST_CLAIM), false);
      } else if (database.takeProbe(lane)) {
        sweep(machine, lane, 1, true);
      }
    }
  }

  private void sweep(Machine machine, String lane, int limit, boolean probe) {
    List<Due> claimed = new ArrayList<>(database.claimGrants(lane, machine, limit, probe));
    if (claimed.size() < limit) {
      claimed.addAll(database.claimRefreshes(lane, machine, limit - claimed.size(), probe));
    }
    if (claimed.isEmpty() || (lostBy(Fault.LOST_CLAIM) && chance.in(0.02))) {
      return;
    }
    for (Due due : claimed) {
      machine.in(chance.between(0, 20), () -> wire.ask(machine, due, this::answered));
    }
  }

  private boolean lostBy(Fault fault) {
    return !calm && scenario.has(fault);
  }

  /** A result waits a few milliseconds for others, and is then committed with them. */
  private void answered(Machine machine, Machine.Answered answered) {
    machine.finished.add(answered);
    if (!machine.committing) {
      machine.committing = true;
      machine.in(chance.between(1, 5), () -> commit(machine, List.of(), 0));
    }
  }

  /**
   * As the {@code Committer} does: never given up, and run again if nobody says that it is done.
   */
  private void commit(Machine machine, List<Machine.Answered> again, int failures) {
    List<Machine.Answered> batch = again.isEmpty() ? List.copyOf(machine.finished) : again;
    if (!machine.reachesDatabase()) {
      long wait = Math.min(2_000, 50L << Math.min(failures, 10));
      machine.in(wait, () -> commit(machine, again, failures + 1));
      return;
    }
    database.commit(batch, machine);
    if (lostBy(Fault.LOST_COMMIT) && chance.in(0.02)) {
      trace.note(() -> machine + " does not hear that it has committed");
      machine.in(chance.between(50, 5_000), () -> commit(machine, batch, 0));
      return;
    }
    batch.forEach(one -> machine.calls.remove(one.finished().due()));
    machine.finished.removeAll(batch);
    machine.committing = !machine.finished.isEmpty();
    if (machine.committing) {
      machine.in(chance.between(1, 5), () -> commit(machine, List.of(), 0));
    }
    somethingIsDue();
  }
}
