package dev.evergrant.campaign.fault;

import dev.evergrant.campaign.check.Evidence.Pause;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.Proxy;
import dev.evergrant.campaign.cluster.Toxic;
import dev.evergrant.campaign.cluster.WorkerSlot;
import dev.evergrant.campaign.crash.Order;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Makes a timetable's faults happen, one after another on the caller's thread; only disturbances of
 * links and of the provider last while others begin. Counts what really happened.
 */
public final class Injector {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RESTART = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Thread> healing = new CopyOnWriteArrayList<>();

  /** The workers that are frozen or cut off from the database at this moment. */
  private final Set<Integer> impaired = ConcurrentHashMap.newKeySet();

  public Injector(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Runs a timetable. A fault that is late because of the one before begins at once; what has not
   * begun when the time is up is left out; when nothing is left, the time is waited for.
   */
  public void run(Timetable timetable, Duration length) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    for (Timetable.Entry entry : timetable.entries()) {
      long passed = System.nanoTime() - begin;
      if (passed > length.toNanos()) {
        return;
      }
      sleepUntil(begin, entry.at());
      inject(entry.fault());
    }
    sleepUntil(begin, length);
  }

  private static void sleepUntil(long begin, Duration time) throws InterruptedException {
    long wait = time.toNanos() - (System.nanoTime() - begin);
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  /** Makes one fault happen now. */
  public void inject(Fault fault) throws IOException, InterruptedException {
    switch (fault) {
      case Fault.KillWorker(int slot) -> kill(slot(slot));
      case Fault.AtPoint(int slot, Order order, Duration frozen) ->
          atPoint(slot(slot), order, frozen, fault.kind());
      case Fault.Pause(int slot, Duration length) -> pause(slot(slot), length);
      case Fault.KillPostgres(Duration away) -> {
        cluster.postgres().killAndRestart(away.toMillis());
        count(fault.kind());
      }
      case Fault.KillKafka(Duration away) -> {
        cluster.kafka().killAndRestart(away.toMillis());
        count(fault.kind());
      }
      case Fault.Disturb disturb -> disturb(disturb);
      case Fault.Provider(String _, String json, Duration length) -> {
        cluster.simulator().faults("[" + json + "]");
        count(fault.kind());
        heal(length, () -> cluster.simulator().faults("[]"));
      }
    }
  }

  /** When it is ready, and another one is there to notice what happens to it. */
  private WorkerSlot slot(int number) throws InterruptedException {
    WorkerSlot slot = cluster.slots().get(number - 1);
    boolean _ = slot.awaitReady(RESTART);
    long end = System.nanoTime() + RESTART.toNanos();
    while (!hasWitness(slot) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return slot;
  }

  private boolean hasWitness(WorkerSlot slot) {
    return cluster.slots().stream()
        .anyMatch(other -> other != slot && other.isReady() && !impaired.contains(other.slot()));
  }

  private void kill(WorkerSlot slot) {
    slot.kill();
    count("kill worker");
  }

  private void pause(WorkerSlot slot, Duration length) throws IOException, InterruptedException {
    slot.signal("STOP");
    count("pause worker");
    thaw(slot, length);
  }

  /**
   * Where the point is not passed at this worker, the others are tried: only one of them relays.
   */
  private void atPoint(WorkerSlot first, Order order, Duration frozen, String kind)
      throws IOException, InterruptedException {
    for (int i = 0; i < cluster.slots().size(); i++) {
      WorkerSlot slot = slot((first.slot() - 1 + i) % cluster.slots().size() + 1);
      long pid = slot.pid();
      slot.order(order);
      awaitHit(slot);
      if (slot.takeBack()) {
        switch (order.action()) {
          case HALT -> slot.awaitEnd(pid); // Then the slot starts another one.
          case FREEZE -> {
            slot.forget();
            thaw(slot, frozen);
          }
        }
        count(kind);
        return;
      }
    }
    count("never passed: " + order.point());
  }

  private void thaw(WorkerSlot slot, Duration after) {
    impaired.add(slot.slot());
    Instant from = Instant.now();
    heal(
        after,
        () -> {
          slot.signal("CONT");
          cluster.paused(new Pause(slot.slot(), from, Instant.now()));
          impaired.remove(slot.slot());
        });
  }

  private static void awaitHit(WorkerSlot slot) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.dividedBy(2).toNanos();
    while (!slot.isCarriedOut() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private void disturb(Fault.Disturb disturb) throws InterruptedException {
    boolean cutsOff = disturb.line() == Fault.Line.DATABASE && disturb.slot() != 0;
    if (cutsOff) {
      impaired.add(slot(disturb.slot()).slot());
    }
    List<Proxy> proxies = new ArrayList<>();
    List<WorkerSlot> disturbed =
        cluster.slots().stream()
            .filter(slot -> disturb.slot() == 0 || disturb.slot() == slot.slot())
            .toList();
    for (WorkerSlot slot : disturbed) {
      proxies.add(
          switch (disturb.line()) {
            case PROVIDER -> slot.links().provider();
            case DATABASE -> slot.links().database();
            case KAFKA -> slot.links().kafka();
          });
    }
    Instant from = Instant.now();
    proxies.forEach(proxy -> proxy.apply(disturb.toxic()));
    count(disturb.kind());
    heal(
        disturb.length(),
        () -> {
          proxies.forEach(proxy -> proxy.apply(new Toxic.None()));
          if (disturb.line() == Fault.Line.DATABASE) {
            disturbed.forEach(slot -> cluster.cutOff(new Pause(slot.slot(), from, Instant.now())));
          }
          if (cutsOff) {
            impaired.remove(disturb.slot());
          }
        });
  }

  private interface Healing {
    void run() throws IOException, InterruptedException;
  }

  private void heal(Duration after, Healing healing) {
    this.healing.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Thread.sleep(after);
                    healing.run();
                  } catch (IOException problem) {
                    System.err.println("campaign: a fault could not be ended: " + problem);
                  } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private void count(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /** Ends everything that still lasts, and waits until all workers are ready again. */
  public void heal() throws IOException, InterruptedException {
    for (Thread thread : healing) {
      thread.join();
    }
    cluster.simulator().faults("[]");
    for (WorkerSlot slot : cluster.slots()) {
      slot.links().provider().apply(new Toxic.None());
      slot.links().database().apply(new Toxic.None());
      slot.links().kafka().apply(new Toxic.None());
      if (!slot.awaitReady(RESTART)) {
        throw new IOException("worker %d does not come back".formatted(slot.slot()));
      }
    }
  }

  /** How many of each kind. */
  public Map<String, Integer> counts() {
    return Map.copyOf(counts);
  }
}
