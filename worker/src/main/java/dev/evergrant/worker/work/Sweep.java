package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.provider.ProviderGuard;
import dev.evergrant.worker.provider.ProviderGuards;
import dev.evergrant.worker.store.Claims;
import dev.evergrant.worker.store.PauseRows;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due work and has it asked about, on one thread that never waits for a provider.
 *
 * <p>Each app's environment is a lane of its own: as much is claimed for it as its guard admits, so
 * a provider that hangs fills its own lane and no other. A tick of the clock, a new grant or a
 * finished call starts a pass; passes go on while any lane has a backlog. Codes go before
 * refreshes, as their time is shorter.
 */
final class Sweep implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final int LARGEST_CLAIM = 256;
  private static final long PAUSED_FOR_NANOS = 250_000_000;

  private final Jdbi jdbi;
  private final Claims claims;
  private final PauseRows pauses;
  private final List<Lane> lanes = new ArrayList<>();
  private final Ask ask;
  private final ExecutorService calls;
  private final MeterRegistry meters;
  private final Liveness liveness;

  private final Semaphore events = new Semaphore(0);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Committer committer;
  private final LongSupplier nanos;
  private volatile boolean stopping;

  // Of the sweep's own thread.
  private Set<String> paused = Set.of();
  private long pausedReadAt;

  private record Lane(Credentials credentials, Profile profile, ProviderGuard guard) {}

  /** What a pass over one lane came to. */
  private enum Left {
    NOTHING,
    BACKLOG
  }

  Sweep(
      Jdbi jdbi,
      Claims claims,
      PauseRows pauses,
      Collection<App> apps,
      ProviderGuards guards,
      Ask ask,
      ExecutorService calls,
      Liveness liveness,
      Committer committer,
      MeterRegistry meters,
      LongSupplier nanos) {
    this.jdbi = jdbi;
    this.claims = claims;
    this.pauses = pauses;
    this.ask = ask;
    this.calls = calls;
    this.liveness = liveness;
    this.committer = committer;
    this.meters = meters;
    this.nanos = nanos;
    this.pausedReadAt = nanos.getAsLong() - 2 * PAUSED_FOR_NANOS;
    for (App app : apps) {
      for (Credentials credentials : app.credentials().values()) {
        lanes.add(new Lane(credentials, app.provider(), guards.of(credentials)));
      }
    }
    meters.gauge("evergrant.calls.in.flight", inFlight);
  }

  /** Something may be due; returns at once. */
  void tick() {
    events.release();
  }

  /** Called when results are on their way that {@link #finished} will tell of. */
  void begun(int results) {
    inFlight.addAndGet(results);
  }

  /** Called when results have been committed. */
  void finished(int results) {
    inFlight.addAndGet(-results);
    events.release(results);
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        Left left = Left.BACKLOG;
        try {
          left = pass();
        } catch (RuntimeException problem) {
          log.warn("A sweep was interrupted and will be tried again: {}", problem.toString());
          TimeUnit.MILLISECONDS.sleep(250);
        }
        await(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Under a backlog, until a handful of calls has finished, so that claims stay large. */
  private void await(Left left) throws InterruptedException {
    if (left == Left.NOTHING) {
      events.acquire();
    } else {
      boolean enough = events.tryAcquire(16, 10, TimeUnit.MILLISECONDS);
      log.trace("Next pass; a handful of calls has finished: {}", enough);
    }
    events.drainPermits();
  }

  private Left pass() {
    if (!liveness.alive()) {
      return Left.NOTHING;
    }
    Set<String> paused = paused();
    Left left = Left.NOTHING;
    for (Lane lane : lanes) {
      if (paused.contains(lane.credentials().name())) {
        probe(lane);
      } else if (sweep(lane, LARGEST_CLAIM, false) == Left.BACKLOG) {
        left = Left.BACKLOG;
      }
    }
    return left;
  }

  /** Looked at no more than a few times a second, however fast passes follow each other. */
  private Set<String> paused() {
    long now = nanos.getAsLong();
    if (now - pausedReadAt > PAUSED_FOR_NANOS) {
      paused = Set.copyOf(pauses.paused(jdbi));
      pausedReadAt = now;
    }
    return paused;
  }

  private void probe(Lane lane) {
    if (pauses.takeProbe(jdbi, lane.credentials(), Lifecycle.PROBE_EVERY)) {
      sweep(lane, 1, true);
    }
  }

  private Left sweep(Lane lane, int most, boolean probe) {
    int admitted = lane.guard().admit(most);
    if (admitted == 0) {
      return lane.guard().state() == CircuitBreaker.State.CLOSED ? Left.BACKLOG : Left.NOTHING;
    }
    int claimed = 0;
    try {
      Duration lease = Ask.lease(lane.profile());
      int limit = Integer.highestOneBit(admitted);
      List<Due.Grant> grants =
          claims.grants(lane.credentials(), liveness.worker(), lease, limit, probe);
      // Started before the next claim, which may fail: what is claimed and not asked about would
      // wait for its lease to end.
      start(lane, "grant", grants);
      claimed = grants.size();
      int rest = Integer.highestOneBit(admitted - claimed);
      if (rest > 0) {
        List<Due.Refresh> refreshes =
            claims.refreshes(lane.credentials(), liveness.worker(), lease, rest, probe);
        start(lane, "refresh", refreshes);
        claimed += refreshes.size();
      }
      boolean all = grants.size() == limit || (rest > 0 && claimed - grants.size() == rest);
      return all && !probe ? Left.BACKLOG : Left.NOTHING;
    } finally {
      lane.guard().settle(admitted, claimed);
    }
  }

  private void start(Lane lane, String kind, List<? extends Due> due) {
    meters.counter("evergrant.claims", "kind", kind).increment(due.size());
    begun(due.size());
    for (Due one : due) {
      calls.execute(() -> work(one, lane));
    }
  }

  private void work(Due due, Lane lane) {
    try {
      committer.add(ask.ask(due, lane.guard()));
    } catch (RuntimeException bug) {
      log.error(
          "{} could not be worked on; its claim is in doubt when its lease ends.",
          due.connection(),
          bug);
      finished(1);
    }
  }

  /** Claims nothing more once its thread has ended. */
  void stop() {
    stopping = true;
    events.release();
  }

  /**
   * Waits for what is under way; to be called when its thread has ended.
   *
   * @return whether all of it finished in time
   */
  boolean awaitLast(Duration patience) throws InterruptedException {
    long end = nanos.getAsLong() + patience.toNanos();
    while (inFlight.get() > 0 && nanos.getAsLong() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return inFlight.get() == 0;
  }
}
