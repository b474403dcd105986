package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Rotation;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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
  private final Refusals refusals;
  private final ExecutorService calls;
  private final MeterRegistry meters;
  private final Liveness liveness;

  private final Semaphore events = new Semaphore(0);
  private final InFlight inFlight = new InFlight();
  private final Committer committer;
  private final LongSupplier nanos;
  private volatile boolean stopping;

  // Of the sweep's own thread.
  private Map<String, PauseRows.Kind> paused = Map.of();
  private long pausedReadAt;

  private record Lane(Credentials credentials, Profile profile, ProviderGuard guard) {}

  /** What is claimed of a lane. */
  private enum Share {
    /** Whatever is due. */
    ALL,
    /** What dies soon: codes, and what a provider takes again for a moment only. */
    PRESSING,
    /** One row, to see whether the app's configuration works. */
    PROBE,
    /** One connection, to see whether the provider refuses it. */
    PROBE_OF_REFRESHES,
    /** The same of one that was refused, if there is one. */
    PROBE_OF_REFUSED;

    boolean isProbe() {
      return this != ALL && this != PRESSING;
    }

    boolean hasCodes() {
      return this == ALL || this == PRESSING || this == PROBE;
    }
  }

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
      Refusals refusals,
      ExecutorService calls,
      Liveness liveness,
      Committer committer,
      MeterRegistry meters,
      LongSupplier nanos) {
    this.jdbi = jdbi;
    this.claims = claims;
    this.pauses = pauses;
    this.ask = ask;
    this.refusals = refusals;
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
    meters.gauge("evergrant.calls.in.flight", inFlight, InFlight::size);
  }

  /** Something may be due; returns at once. */
  void tick() {
    events.release();
  }

  /** Called when results are on their way that {@link #finished} will tell of. */
  void begun(List<Result> results) {
    results.forEach(result -> inFlight.begin(result.due()));
  }

  /** Called when results have been committed. */
  void finished(List<Result> results) {
    results.forEach(result -> inFlight.end(result.due()));
    events.release(results.size());
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
    Map<String, PauseRows.Kind> paused = paused();
    Left left = Left.NOTHING;
    for (Lane lane : lanes) {
      Left ofLane =
          switch (paused.get(lane.credentials().name())) {
            case null -> sweep(lane, LARGEST_CLAIM, Share.ALL);
            case OPERATOR -> Left.NOTHING;
            case CONFIGURATION -> probe(lane, Share.PROBE, Share.PROBE);
            case REFUSALS -> {
              // In turn, to see whether they recover, and whether others are accepted.
              probe(lane, Share.PROBE_OF_REFUSED, Share.PROBE_OF_REFRESHES);
              yield sweep(lane, LARGEST_CLAIM, Share.PRESSING);
            }
          };
      if (ofLane == Left.BACKLOG) {
        left = Left.BACKLOG;
      }
    }
    return left;
  }

  /** Looked at no more than a few times a second, however fast passes follow each other. */
  private Map<String, PauseRows.Kind> paused() {
    long now = nanos.getAsLong();
    if (now - pausedReadAt > PAUSED_FOR_NANOS) {
      paused = Map.copyOf(pauses.paused(jdbi));
      refusals.standing(
          paused.keySet().stream()
              .filter(name -> paused.get(name) == PauseRows.Kind.REFUSALS)
              .collect(Collectors.toSet()),
          Set.copyOf(pauses.believed(jdbi)));
      pausedReadAt = now;
    }
    return paused;
  }

  private Left probe(Lane lane, Share odd, Share even) {
    pauses
        .takeProbe(jdbi, lane.credentials(), Lifecycle.PROBE_EVERY)
        .ifPresent(number -> sweep(lane, 1, number % 2 == 1 ? odd : even));
    return Left.NOTHING;
  }

  private Left sweep(Lane lane, int most, Share share) {
    int admitted = lane.guard().admit(most);
    if (admitted == 0) {
      return lane.guard().state() == CircuitBreaker.State.CLOSED ? Left.BACKLOG : Left.NOTHING;
    }
    int claimed = 0;
    try {
      Duration lease = lane.profile().lease();
      int limit = Integer.highestOneBit(admitted);
      List<Due.Grant> grants =
          share.hasCodes()
              ? claims.grants(lane.credentials(), liveness.worker(), lease, limit, share.isProbe())
              : List.of();
      // Started before the next claim, which may fail: what is claimed and not asked about would
      // wait for its lease to end.
      start(lane, "grant", grants);
      claimed = grants.size();
      int rest = Integer.highestOneBit(admitted - claimed);
      if (rest > 0) {
        List<Due.Refresh> refreshes = refreshes(lane, lease, rest, share);
        start(lane, "refresh", refreshes);
        claimed += refreshes.size();
      }
      boolean all = grants.size() == limit || (rest > 0 && claimed - grants.size() == rest);
      return all && !share.isProbe() ? Left.BACKLOG : Left.NOTHING;
    } finally {
      lane.guard().settle(admitted, claimed);
    }
  }

  private List<Due.Refresh> refreshes(Lane lane, Duration lease, int limit, Share share) {
    Credentials of = lane.credentials();
    int worker = liveness.worker();
    return switch (share) {
      case ALL, PROBE, PROBE_OF_REFRESHES ->
          claims.refreshes(of, worker, lease, limit, share.isProbe());
      case PROBE_OF_REFUSED -> {
        List<Due.Refresh> refused = claims.refused(of, worker, lease);
        yield refused.isEmpty() ? claims.refreshes(of, worker, lease, limit, true) : refused;
      }
      case PRESSING ->
          lane.profile().rotation() == Rotation.GRACE
              ? claims.inDoubt(of, worker, lease, limit, lane.profile().rotationGrace())
              : List.of();
    };
  }

  private void start(Lane lane, String kind, List<? extends Due> due) {
    meters.counter("evergrant.claims", "kind", kind).increment(due.size());
    for (Due one : due) {
      Due known = known(one);
      inFlight.begin(known);
      calls.execute(() -> work(known, lane));
    }
  }

  /**
   * A claim of this worker's own whose lease has ended, and that it knows nothing of, is one whose
   * acknowledgement was lost: nothing was sent, and nobody comes back with an answer.
   */
  private Due known(Due due) {
    Integer holder = due.claim().past().holder();
    boolean forgotten = holder != null && holder == liveness.worker() && !inFlight.holds(due);
    return forgotten ? due.withoutHolder() : due;
  }

  private void work(Due due, Lane lane) {
    try {
      committer.add(ask.ask(due, lane.guard()));
    } catch (RuntimeException bug) {
      log.error(
          "{} could not be worked on; its claim is in doubt when its lease ends.",
          due.connection(),
          bug);
      inFlight.end(due);
      events.release();
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
    while (inFlight.size() > 0 && nanos.getAsLong() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return inFlight.size() == 0;
  }
}
