package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.EmptyHanded;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PostponedRefresh;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes decisions: the new state, the history and the outbox in one transaction. Everything is
 * fenced on the token's lineage: a refresh counts only if the connection still has the version that
 * it spent, an exchange only if its grant is still pending. Running the same batch twice is the
 * same as once, so a commit whose acknowledgement was lost is simply run again.
 */
final class Commit {
  private final Jdbi jdbi;
  private final Map<String, App> apps;
  private final ConnectionRows connections;
  private final GrantRows grants;
  private final Pausing pausing;
  private final ReauthorizationRows reauthorizations;
  private final Crowds crowds;
  private final Duration ahead;
  private final RevocationRows revocations;
  private final QuarantineRows quarantine;
  private final HistoryRows history;
  private final OutboxRows outbox;
  private final Messages messages;
  private final int worker;
  private final MeterRegistry meters;

  Commit(
      Jdbi jdbi,
      Map<String, App> apps,
      ConnectionRows connections,
      GrantRows grants,
      Pausing pausing,
      ReauthorizationRows reauthorizations,
      Crowds crowds,
      Duration ahead,
      RevocationRows revocations,
      QuarantineRows quarantine,
      HistoryRows history,
      OutboxRows outbox,
      Messages messages,
      int worker,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.apps = apps;
    this.connections = connections;
    this.grants = grants;
    this.pausing = pausing;
    this.reauthorizations = reauthorizations;
    this.crowds = crowds;
    this.ahead = ahead;
    this.revocations = revocations;
    this.quarantine = quarantine;
    this.history = history;
    this.outbox = outbox;
    this.messages = messages;
    this.worker = worker;
    this.meters = meters;
  }

  void commit(List<Result> results) {
    count(jdbi.inTransaction(handle -> commit(handle, results)));
  }

  /** Counts what has really ended, a result that lost its race not among it. */
  private void count(Changes changes) {
    for (ConnectionRows.Next next : changes.states()) {
      if (next.state() instanceof Connection.Revoked(var id, _, _, var reason, _)) {
        meters
            .counter(
                "evergrant.connections.revoked",
                "app",
                id.app(),
                "environment",
                id.environment(),
                "reason",
                reason.word())
            .increment();
      }
    }
    for (GrantRows.Ended ended : changes.endedGrants()) {
      if (ended.reason() != null) {
        meters.counter("evergrant.grants.refused", "reason", ended.reason()).increment();
      }
    }
  }

  private Changes commit(Handle handle, List<Result> results) {
    List<ConnectionId> ids = results.stream().map(result -> result.due().connection()).toList();
    var current = connections.lock(handle, ids);
    var states = grants.lock(handle, grantIds(results));
    var quarantined = quarantine.of(handle, refused(results));
    EmptyHanded.refreshes(handle, worker, takenOver(results, current));
    EmptyHanded.grants(handle, worker, withoutTokens(results));
    Changes changes =
        new Changes(
            apps,
            messages,
            worker,
            current,
            states,
            new QuarantineChanges(worker, quarantined),
            new EndChanges(apps, crowds.after(handle, results)));
    results.forEach(changes::add);

    connections.put(handle, changes.states());
    reauthorizations.resolve(handle, changes.ends().authorized(), "reauthorized");
    reauthorizations.open(
        handle,
        changes
            .ends()
            .toTell(changes.states().stream().map(ConnectionRows.Next::state).toList(), ahead));
    PostponedRefresh.giveBack(handle, changes.postponedRefreshes());
    grants.end(handle, changes.endedGrants());
    grants.postpone(handle, changes.postponedGrants());
    for (Changes.Late late : changes.late()) {
      revocations.noteLate(
          handle, late.connection(), late.provider(), late.version(), late.refreshToken());
    }
    quarantine.keep(handle, changes.quarantine().kept());
    quarantine.trying(handle, changes.quarantine().trying());
    quarantine.delete(handle, changes.quarantine().tried());
    List<Message> said = new ArrayList<>(changes.messages());
    said.addAll(pausing.of(handle, changes.ofApps()));
    history.append(handle, changes.history());
    outbox.append(handle, said);
    return changes;
  }

  /** Those that end now, unless a quarantined token set is left to be tried. */
  private static List<ConnectionId> refused(List<Result> results) {
    return results.stream()
        .filter(
            result ->
                result.due() instanceof Due.Refresh
                    && result.decision() instanceof Decision.End(var reason, _)
                    && !reason.isExpected())
        .map(result -> result.due().connection())
        .toList();
  }

  /** Claims that somebody else has taken over, and that have brought no tokens. */
  private static List<Due.Refresh> takenOver(
      List<Result> results, Map<ConnectionId, ConnectionRows.Current> current) {
    List<Due.Refresh> taken = new ArrayList<>();
    for (Result result : results) {
      if (result.due() instanceof Due.Refresh refresh
          && !(result.decision() instanceof Decision.Store)
          && !refresh
              .claim()
              .attempt()
              .equals(requireNonNull(current.get(refresh.connection())).attempt())) {
        taken.add(refresh);
      }
    }
    return taken;
  }

  private static List<Due.Grant> withoutTokens(List<Result> results) {
    List<Due.Grant> without = new ArrayList<>();
    for (Result result : results) {
      if (result.due() instanceof Due.Grant grant
          && !(result.decision() instanceof Decision.Store)) {
        without.add(grant);
      }
    }
    return without;
  }

  private static List<Long> grantIds(List<Result> results) {
    return results.stream()
        .map(Result::due)
        .filter(Due.Grant.class::isInstance)
        .map(due -> ((Due.Grant) due).id())
        .toList();
  }
}
