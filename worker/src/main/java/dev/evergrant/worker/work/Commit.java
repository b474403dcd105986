package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions: the new state, the history and the outbox in one transaction. Everything is
 * fenced on the token's lineage: a refresh counts only if the connection still has the version that
 * it spent, an exchange only if its grant is still pending. Running the same batch twice is the
 * same as once, so a commit whose acknowledgement was lost is simply run again.
 */
final class Commit {
  private static final Logger log = LoggerFactory.getLogger(Commit.class);

  private final Jdbi jdbi;
  private final Map<String, App> apps;
  private final ConnectionRows connections;
  private final GrantRows grants;
  private final PauseRows pauses;
  private final ReauthorizationRows reauthorizations;
  private final Crowds crowds;
  private final Duration ahead;
  private final RevocationRows revocations;
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
      PauseRows pauses,
      ReauthorizationRows reauthorizations,
      Crowds crowds,
      Duration ahead,
      RevocationRows revocations,
      HistoryRows history,
      OutboxRows outbox,
      Messages messages,
      int worker,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.apps = apps;
    this.connections = connections;
    this.grants = grants;
    this.pauses = pauses;
    this.reauthorizations = reauthorizations;
    this.crowds = crowds;
    this.ahead = ahead;
    this.revocations = revocations;
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
    Set<Long> pending = grants.lockPending(handle, grantIds(results));
    Changes changes =
        new Changes(apps, messages, worker, current, pending, crowds.after(handle, results));
    results.forEach(changes::add);

    connections.put(handle, changes.states());
    reauthorizations.resolve(handle, changes.authorized(), "reauthorized");
    reauthorizations.open(handle, changes.toTell(ahead));
    connections.postpone(handle, changes.postponedRefreshes());
    grants.end(handle, changes.endedGrants());
    grants.postpone(handle, changes.postponedGrants());
    for (Changes.Late late : changes.late()) {
      revocations.noteLate(
          handle, late.connection(), late.provider(), late.version(), late.refreshToken());
    }
    List<Message> said = new ArrayList<>(changes.messages());
    changes.misconfigured().forEach((of, refusal) -> pause(handle, of, refusal, said));
    changes.working().forEach((of, at) -> resume(handle, of, at, said));
    history.append(handle, changes.history());
    outbox.append(handle, said);
    return changes;
  }

  /** However many rows met the same refusal, one alert. */
  private void pause(Handle handle, Credentials of, Changes.Refusal refusal, List<Message> said) {
    String provider = provider(of);
    if (pauses.pause(handle, of, provider, refusal.error(), Lifecycle.PROBE_EVERY)) {
      log.warn("{} is paused: the provider answers {}", of.name(), refusal.error());
      said.add(
          messages.alert(
              of.name(),
              new Alert.AppPaused(
                  of.app(),
                  of.environment(),
                  provider,
                  refusal.error(),
                  "The provider refuses the app's own configuration. Check its client id, secret,"
                      + " redirect URIs and scopes; no connection is lost meanwhile, and it"
                      + " resumes by itself.",
                  refusal.at()),
              refusal.at()));
    }
  }

  private void resume(Handle handle, Credentials of, Instant at, List<Message> said) {
    pauses
        .resume(handle, of)
        .ifPresent(
            pause -> {
              log.info("{} works again", of.name());
              said.add(
                  messages.alert(
                      of.name(),
                      new Alert.AppResumed(
                          of.app(), of.environment(), pause.provider(), pause.since(), at),
                      at));
            });
  }

  private String provider(Credentials of) {
    return requireNonNull(apps.get(of.app())).provider().name();
  }

  private static List<Long> grantIds(List<Result> results) {
    return results.stream()
        .map(Result::due)
        .filter(Due.Grant.class::isInstance)
        .map(due -> ((Due.Grant) due).id())
        .toList();
  }
}
