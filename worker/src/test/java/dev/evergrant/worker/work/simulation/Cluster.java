package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Rotation;
import java.time.Duration;
import java.time.Instant;
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
  private final Claims claims;
  private final Pauses pauses;
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
      Claims claims,
      Pauses pauses,
      Wire wire,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.database = database;
    this.claims = claims;
    this.pauses = pauses;
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
    var machine = new Machine(++lastNumber, timeline, chance);
    machines.add(machine);
    database.register(machine.number);
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
            claims.rescue(gone.number);
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
    Instant due = database.nextDue();
    if (due.equals(Instant.MAX)) {
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
    pauses.tell(machine.hearing);
    for (String lane : LANES) {
      int limit = (int) chance.between(1, LARGEST_CLAIM);
      if (!pauses.isPaused(lane)) {
        sweep(machine, lane, limit);
      } else {
        probe(machine, lane);
        if (pauses.isPausedForRefusals(lane)) {
          begin(machine, claims.grants(lane, machine, limit, false));
          if (scenario.profile().rotation() == Rotation.GRACE) {
            Duration grace = scenario.profile().rotationGrace();
            begin(machine, claims.inDoubt(lane, machine, limit, grace));
          }
        }
      }
    }
  }

  private void sweep(Machine machine, String lane, int limit) {
    List<Due> grants = claims.grants(lane, machine, limit, false);
    begin(machine, grants);
    if (grants.size() < limit) {
      begin(machine, claims.refreshes(lane, machine, limit - grants.size(), false));
    }
  }

  /** As the {@code Sweep} does it: refused connections and others in turn. */
  private void probe(Machine machine, String lane) {
    int number = pauses.takeProbe(lane);
    if (number == 0) {
      return;
    }
    List<Due> probe = List.of();
    if (!pauses.isPausedForRefusals(lane)) {
      probe = claims.grants(lane, machine, 1, true);
    } else if (number % 2 == 1) {
      probe = claims.refused(lane, machine);
    }
    begin(machine, probe.isEmpty() ? claims.refreshes(lane, machine, 1, true) : probe);
  }

  private void begin(Machine machine, List<Due> claimed) {
    if (claimed.isEmpty() || (lostBy(Fault.LOST_CLAIM) && chance.in(0.02))) {
      return;
    }
    for (Due one : claimed) {
      Due due = known(machine, one);
      machine.inFlight.put(due.claim().attempt(), row(due));
      machine.in(chance.between(0, 20), () -> wire.ask(machine, due, this::answered));
    }
  }

  /** Of its own claim that it knows nothing of, a worker knows that nothing was sent. */
  private static Due known(Machine machine, Due due) {
    Integer holder = due.claim().past().holder();
    boolean forgotten =
        holder != null && holder == machine.number && !machine.inFlight.containsValue(row(due));
    return forgotten ? due.withoutHolder() : due;
  }

  private static Object row(Due due) {
    return switch (due) {
      case Due.Grant grant -> grant.id();
      case Due.Refresh refresh -> refresh.connection();
    };
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
    for (Machine.Answered one : batch) {
      machine.calls.remove(one.finished().due());
      machine.inFlight.remove(one.finished().due().claim().attempt());
    }
    machine.finished.removeAll(batch);
    machine.committing = !machine.finished.isEmpty();
    if (machine.committing) {
      machine.in(chance.between(1, 5), () -> commit(machine, List.of(), 0));
    }
    somethingIsDue();
  }
}
