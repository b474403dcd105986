package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.provider.IdentityEndpoint;
import dev.evergrant.worker.provider.ProviderGuards;
import dev.evergrant.worker.provider.Revocation;
import dev.evergrant.worker.provider.TokenEndpoint;
import dev.evergrant.worker.store.Claims;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.IdentityRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import dev.evergrant.worker.store.WorkerRows;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.quartz.SchedulerException;

/**
 * Claim, ask, decide, commit, as one thing to start and stop: the sweep, the committer, who asks
 * for people's names, the clock and the proof of life, each with a thread of its own, and a virtual
 * thread for each call.
 */
public final class Engine {
  private static final Duration REFRESH_TICK = Duration.ofSeconds(1);
  private static final int REFRESH_LANES = 4;
  private static final Duration LAST_TRY = Duration.ofSeconds(2);

  private final Liveness liveness;
  private final Sweep sweep;
  private final Identify identify;
  private final Committer committer;
  private final Ticks ticks;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Spool spool;
  private final Subscribers subscribers;
  private final Thread sweeping;
  private final Thread committing;
  private final List<Thread> threads;

  /** The tables it works on. */
  public record Tables(
      Claims claims,
      ConnectionRows connections,
      GrantRows grants,
      IdentityRows identities,
      PauseRows pauses,
      RevocationRows revocations,
      QuarantineRows quarantine,
      HistoryRows history,
      OutboxRows outbox,
      WorkerRows workers) {}

  /** How many calls about people are under way at most. */
  public static int mostIdentityCalls(Collection<App> apps) {
    return Identify.mostCalls(apps);
  }

  /**
   * Telling people what only they can do.
   *
   * @param ahead how long before an end they hear of it
   * @param ticks what else is done by the cluster's clock, by name
   */
  public record Alerting(
      ReauthorizationRows reauthorizations,
      DeveloperRows developers,
      Duration ahead,
      Map<String, Tick> ticks) {}

  /** The providers, and how they are asked. */
  public record Providers(
      Map<String, App> apps,
      ProviderGuards guards,
      TokenEndpoint endpoint,
      Revocation revocation,
      IdentityEndpoint identity) {}

  /** Time and chance. */
  public record Outer(LongSupplier nanos, DoubleSupplier chance) {}

  /**
   * Takes a number in the cluster and prepares everything; {@link #start} sets it going.
   *
   * @param name this worker's, unique in the cluster
   * @param spool what dead workers left in it is committed before anything is claimed
   * @param keepHistory for how long
   * @throws SQLException if the database cannot be reached
   * @throws SchedulerException if Quartz's tables are not there
   */
  public Engine(
      String name,
      Database database,
      Tables tables,
      Providers providers,
      Alerting alerting,
      Subscribers subscribers,
      Messages messages,
      Spool spool,
      Duration keepHistory,
      MeterRegistry meters,
      Outer outer)
      throws SQLException, SchedulerException {
    var jdbi = database.jdbi();
    this.liveness =
        new Liveness(database, tables.workers(), name, this::heal, this::somethingIsDue);
    Commit commit =
        new Commit(
            jdbi,
            providers.apps(),
            tables.connections(),
            tables.grants(),
            new Pausing(providers.apps(), tables.pauses(), messages),
            alerting.reauthorizations(),
            new Crowds(providers.apps(), alerting.developers()),
            alerting.ahead(),
            tables.revocations(),
            tables.quarantine(),
            tables.history(),
            tables.outbox(),
            messages,
            liveness.worker(),
            meters);
    this.identify =
        new Identify(
            jdbi,
            providers.apps().values(),
            tables.identities(),
            providers.identity(),
            new Identified(
                tables.identities(),
                alerting.reauthorizations(),
                tables.history(),
                liveness.worker(),
                meters,
                outer.chance()),
            calls);
    Outcomes outcomes = new Outcomes(meters);
    this.committer =
        new Committer(
            commit::commit,
            results -> {
              outcomes.count(results);
              finished(results);
              if (results.stream().anyMatch(Engine::isNewConsent)) {
                identify.tick();
              }
            },
            spool);
    this.spool = spool;
    this.subscribers = subscribers;
    gauge(meters, "evergrant.spool.records", "Token sets not yet in the database", Spool::records);
    gauge(meters, "evergrant.spool.age.seconds", "Age of the oldest one", Spool::ageSeconds);
    Refusals refusals = new Refusals();
    this.sweep =
        new Sweep(
            jdbi,
            tables.claims(),
            tables.pauses(),
            providers.apps().values(),
            providers.guards(),
            new Ask(
                providers.apps(),
                providers.endpoint(),
                subscribers,
                refusals,
                outer.nanos(),
                outer.chance()),
            refusals,
            calls,
            liveness,
            committer,
            meters,
            outer.nanos());
    Upkeep upkeep =
        new Upkeep(
            jdbi,
            providers.apps(),
            tables.grants(),
            tables.revocations(),
            tables.quarantine(),
            providers.revocation(),
            tables.history(),
            tables.workers(),
            keepHistory,
            tables.outbox(),
            messages,
            meters);
    this.ticks = new Ticks(database.pool(), name, schedule(upkeep, alerting.ticks()));
    this.sweeping = Thread.ofPlatform().name("sweep").unstarted(sweep);
    this.committing = Thread.ofPlatform().name("committer").unstarted(committer);
    this.threads =
        List.of(
            sweeping,
            committing,
            Thread.ofPlatform().name("identify").unstarted(identify),
            Thread.ofPlatform().name("liveness").unstarted(liveness));
    tables.pauses().probeNow(jdbi);
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<Spool> value) {
    Gauge.builder(name, spool, value)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  private Map<String, Tick> schedule(Upkeep upkeep, Map<String, Tick> more) {
    Map<String, Tick> schedule = new LinkedHashMap<>();
    for (int lane = 1; lane <= REFRESH_LANES; lane++) {
      Duration after = REFRESH_TICK.multipliedBy(lane).dividedBy(REFRESH_LANES);
      schedule.put("refresh-" + lane, new Tick(after, REFRESH_TICK, this::somethingIsDue));
    }
    schedule.put("lapse", Tick.every(Duration.ofSeconds(2), upkeep::lapse));
    schedule.put("revoke", Tick.every(Duration.ofSeconds(5), upkeep::revoke));
    schedule.put("identify", Tick.every(Duration.ofSeconds(2), identify::tick));
    schedule.put("heal", Tick.every(Duration.ofSeconds(10), this::heal));
    schedule.put("purge", Tick.every(Duration.ofHours(1), upkeep::purge));
    schedule.putAll(more);
    return schedule;
  }

  /** Its threads, all of which run as long as it does. */
  public List<Thread> threads() {
    return threads;
  }

  /**
   * Commits what dead workers left in the spool, however long the database takes, and sets it
   * going.
   */
  public void start() throws SchedulerException, InterruptedException {
    // Who may read the tokens may have changed since they were kept.
    List<Result> inherited =
        spool.inherited().stream().map(result -> result.sealedAnew(subscribers::seal)).toList();
    sweep.begun(inherited);
    committer.replay(inherited);
    threads.forEach(Thread::start);
    ticks.start();
    somethingIsDue();
  }

  private void heal() {
    ticks.heal();
  }

  /** New work may be there; returns at once. */
  public void somethingIsDue() {
    sweep.tick();
  }

  private static boolean isNewConsent(Result result) {
    return result.due() instanceof Due.Grant && result.decision() instanceof Decision.Store;
  }

  private void finished(List<Result> results) {
    sweep.finished(results);
  }

  /**
   * Claims nothing more, finishes what is in flight and commits it.
   *
   * @return whether all of it was finished in time
   */
  public boolean stop(Duration patience) throws InterruptedException {
    sweep.stop();
    identify.stop();
    // A sweep that has just claimed something still starts its calls: only then is it known what
    // is in flight.
    boolean all = sweeping.join(patience) && sweep.awaitLast(patience);
    ticks.stop(patience);
    committer.stop();
    liveness.stop();
    if (!committing.join(all ? patience : LAST_TRY)) {
      // The database is away. What has tokens is in the spool.
      committing.interrupt();
    }
    for (Thread thread : threads) {
      thread.join(patience.toMillis());
    }
    calls.shutdownNow();
    boolean ended = calls.awaitTermination(1, TimeUnit.SECONDS);
    liveness.close(all && ended);
    return all && ended;
  }
}
