package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.provider.Revocation;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.GrantRows.Lapsed;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.RevocationRows;
import dev.evergrant.worker.store.Withdrawals;
import dev.evergrant.worker.store.WorkerRows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done by the clock, a batch at a time: codes that lapsed, farewells, and purging. */
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final int BATCH = 500;
  private static final int KEEP_ENDED_DAYS = 14;
  private static final Duration REVOCATION_LEASE = Duration.ofMinutes(1);

  private final Jdbi jdbi;
  private final Map<String, App> apps;
  private final GrantRows grants;
  private final RevocationRows revocations;
  private final QuarantineRows quarantine;
  private final Revocation endpoint;
  private final HistoryRows history;
  private final WorkerRows workers;
  private final Duration keepHistory;
  private final OutboxRows outbox;
  private final Messages messages;
  private final MeterRegistry meters;

  Upkeep(
      Jdbi jdbi,
      Map<String, App> apps,
      GrantRows grants,
      RevocationRows revocations,
      QuarantineRows quarantine,
      Revocation endpoint,
      HistoryRows history,
      WorkerRows workers,
      Duration keepHistory,
      OutboxRows outbox,
      Messages messages,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.apps = apps;
    this.grants = grants;
    this.revocations = revocations;
    this.quarantine = quarantine;
    this.endpoint = endpoint;
    this.history = history;
    this.workers = workers;
    this.keepHistory = keepHistory;
    this.outbox = outbox;
    this.messages = messages;
    this.meters = meters;
  }

  /** Ends grants whose code is too old to be taken, and says so. */
  void lapse() {
    int lapsed;
    do {
      lapsed = jdbi.inTransaction(this::lapse);
    } while (lapsed == BATCH);
  }

  private int lapse(Handle handle) {
    List<Lapsed> lapsed = grants.lapse(handle, BATCH);
    if (lapsed.isEmpty()) {
      return 0;
    }
    Instant now = Database.now(handle);
    List<HistoryRows.Entry> entries = new ArrayList<>();
    List<Message> alerts = new ArrayList<>();
    for (Lapsed grant : lapsed) {
      ConnectionId id = grant.connection();
      String message = "The code could not be exchanged in time. " + because(grant);
      String detail = grant.reason() + ": " + message;
      entries.add(new HistoryRows.Entry(id, now, "grant_refused", null, detail, null, null));
      alerts.add(messages.failed(id, grant.provider(), grant.reason(), message, null, now));
      meters.counter("evergrant.grants.refused", "reason", grant.reason()).increment();
    }
    history.append(handle, entries);
    outbox.append(handle, alerts);
    return lapsed.size();
  }

  private static String because(Lapsed grant) {
    return grant.problem() == null ? "No attempt was made." : grant.problem();
  }

  /** Tells providers which refresh tokens are not wanted any more. */
  void revoke() {
    for (RevocationRows.Due due : revocations.claim(jdbi, REVOCATION_LEASE, BATCH)) {
      App app = requireNonNull(apps.get(due.connection().app()));
      Revocation.Outcome outcome =
          endpoint.revoke(
              app.provider(),
              requireNonNull(app.credentials().get(due.connection().environment())),
              due.refreshToken());
      switch (outcome) {
        case Revocation.Outcome.Told _, Revocation.Outcome.NotOffered _ ->
            revocations.done(jdbi, due.id());
        case Revocation.Outcome.Failed(String problem) ->
            log.info(
                "{} could not be told to revoke a token of {} and will be told again: {}",
                app.provider().name(),
                due.connection(),
                problem);
      }
    }
  }

  /** Forgets what no redelivery can bring back. */
  void purge() {
    int grantsGone;
    do {
      grantsGone = jdbi.inTransaction(handle -> grants.purge(handle, KEEP_ENDED_DAYS, BATCH));
    } while (grantsGone == BATCH);
    int withdrawalsGone;
    do {
      withdrawalsGone =
          jdbi.inTransaction(handle -> Withdrawals.purge(handle, KEEP_ENDED_DAYS, BATCH));
    } while (withdrawalsGone == BATCH);
    int stale;
    do {
      stale = jdbi.inTransaction(handle -> quarantine.purge(handle, BATCH));
    } while (stale == BATCH);
    int given = jdbi.inTransaction(revocations::giveUp);
    if (given > 0) {
      log.warn("{} tokens could not be revoked at their providers within a week.", given);
    }
    turnOverHistory();
  }

  /** The next months get their partitions, and those that are too old go. */
  private void turnOverHistory() {
    int made = jdbi.inTransaction(history::ahead);
    int dropped = jdbi.inTransaction(handle -> history.forget(handle, keepHistory));
    if (made > 0 || dropped > 0) {
      log.info("The history has {} new months and {} fewer old ones.", made, dropped);
    }
    boolean more;
    do {
      more = jdbi.inTransaction(handle -> history.forgetStrays(handle, keepHistory));
    } while (more);
    jdbi.useTransaction(handle -> workers.forgetNames(handle, keepHistory));
  }
}
