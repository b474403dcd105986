package dev.evergrant.worker.work.simulation;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.PostponedRefresh;
import dev.evergrant.worker.work.Fold;
import dev.evergrant.worker.work.simulation.Machine.Answered;
import dev.evergrant.worker.work.simulation.Mint.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables, in memory, with the semantics of the SQL that each method names. Every method is one
 * transaction; its clock is the one clock.
 */
final class Database {
  private final Scenario scenario;
  private final Timeline timeline;
  private final Provider provider;
  private final Checker checker;
  private final Pauses pauses;
  private final Outbox outbox;
  private final Trace trace;
  private final Messages messages;

  private final Map<ConnectionId, ConnectionRow> connections = new LinkedHashMap<>();
  private final Map<Long, GrantRow> grants = new LinkedHashMap<>();
  private final Quarantine quarantine;
  private final Set<Integer> workers = new HashSet<>();
  private int restored;

  Database(
      Scenario scenario,
      Timeline timeline,
      Provider provider,
      Checker checker,
      Pauses pauses,
      Quarantine quarantine,
      Messages messages,
      Outbox outbox,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.provider = provider;
    this.checker = checker;
    this.pauses = pauses;
    this.quarantine = quarantine;
    this.messages = messages;
    this.outbox = outbox;
    this.trace = trace;
  }

  Collection<ConnectionRow> connections() {
    return connections.values();
  }

  Collection<GrantRow> grants() {
    return grants.values();
  }

  void add(GrantRow row) {
    grants.put(row.id, row);
  }

  @Nullable ConnectionRow connection(ConnectionId id) {
    return connections.get(id);
  }

  /** {@code Commit.commit}. */
  void commit(List<Answered> batch, Machine by) {
    batch.stream()
        .map(Answered::finished)
        .filter(finished -> !(finished.decision() instanceof Decision.Store))
        .forEach(finished -> comesBack(finished.due(), by.number));
    Map<ConnectionId, Current> locked = new HashMap<>();
    for (Answered one : batch) {
      ConnectionId id = one.finished().due().connection();
      ConnectionRow row = connections.get(id);
      locked.put(id, row == null ? none(id, one.finished().due().consent()) : row.current());
    }
    Fold.Effects effects =
        Fold.over(
            locked,
            states(batch),
            quarantine.of(locked.keySet()),
            batch.stream().map(Answered::finished).toList(),
            Map.of(scenario.app().name(), scenario.app()),
            messages,
            by.number);
    effects.states().forEach(next -> put(next, batch, by));
    Checker.told(effects);
    effects.postponedRefreshes().forEach(this::postpone);
    effects.endedGrants().forEach(this::end);
    effects.postponedGrants().forEach(this::postpone);
    effects.kept().forEach(set -> quarantine.keep(set, mint(set.attempt(), batch)));
    effects.tried().forEach(quarantine::delete);
    batch.forEach(one -> settle(one, effects));
    pauses.commit(effects);
    outbox.append(effects.messages(), this);
  }

  private void comesBack(Due due, int worker) {
    switch (due) {
      case Due.Grant grant -> requireNonNull(grants.get(grant.id())).comesBack(worker);
      case Due.Refresh refresh ->
          requireNonNull(connections.get(due.connection())).comesBack(worker, refresh);
    }
  }

  private static Current none(ConnectionId id, Consent consent) {
    return new Current(id, 0, false, null, consent, null, null, null);
  }

  private Map<Long, GrantRows.State> states(List<Answered> batch) {
    Map<Long, GrantRows.State> states = new HashMap<>();
    for (Answered one : batch) {
      if (one.finished().due() instanceof Due.Grant grant) {
        GrantRow row = grants.get(grant.id());
        if (row != null) {
          states.put(row.id, row.state);
        }
      }
    }
    return states;
  }

  private static @Nullable Mint mint(UUID attempt, List<Answered> batch) {
    Answered from = from(attempt, batch);
    return from == null ? null : from.mint();
  }

  private static @Nullable Answered from(@Nullable UUID attempt, List<Answered> batch) {
    return batch.stream()
        .filter(one -> one.finished().due().claim().attempt().equals(attempt))
        .findFirst()
        .orElse(null);
  }

  /** {@code ConnectionRows.put}. */
  void put(ConnectionRows.Next next, List<Answered> batch, @Nullable Machine by) {
    Connection state = next.state();
    ConnectionRow row =
        connections.computeIfAbsent(state.id(), id -> new ConnectionRow(id, state.consent()));
    Checker.require(
        row.version < state.version(), "I5", row.id, "its version did not rise with a write");
    switch (state) {
      case Connection.Active active -> {
        Answered from = requireNonNull(from(next.attempt(), batch));
        Mint mint = requireNonNull(from.mint());
        checker.stored(row, active, mint, spent(from.finished().due()));
        if (!row.active && from.finished().due() instanceof Due.Refresh) {
          restored++;
        }
        supersede(row, mint);
        row.active = true;
        row.reason = null;
        row.tokens = active.tokens();
        row.dueAt = active.tokens().dueAt();
        row.floorAt = active.tokens().floorAt();
        trace.note(row.id, () -> "version " + active.version() + " stored: " + mint.child.text);
      }
      case Connection.Revoked revoked -> {
        checker.revoked(row, revoked, provider, by);
        supersede(row, null);
        row.active = false;
        row.reason = revoked.reason();
        row.tokens = null;
        row.dueAt = Instant.MAX;
        row.floorAt = Instant.MAX;
        trace.note(row.id, () -> "revoked: " + revoked.reason());
      }
    }
    row.version = state.version();
    row.consent = state.consent();
    row.settledAttempt = next.attempt();
    row.updatedAt = timeline.now();
    row.settled(next);
  }

  private static void supersede(ConnectionRow row, @Nullable Mint next) {
    if (row.mint != null) {
      row.mint.becomes(Fate.SUPERSEDED);
    }
    if (next != null) {
      next.becomes(Fate.STORED);
    }
    row.mint = next;
  }

  private static @Nullable Long spent(Due due) {
    return due instanceof Due.Refresh refresh ? refresh.version() : null;
  }

  /** What has become of the tokens that were not stored. */
  private void settle(Answered one, Fold.Effects effects) {
    Mint mint = one.mint();
    if (mint != null && mint.fate() == Fate.ON_ITS_WAY) {
      // A connection with two results in one batch gets two versions, and only the last is kept.
      String key = mint.family.connection.toString();
      long said = effects.messages().stream().filter(of -> key.equals(of.key())).count();
      mint.becomes(said > 1 ? Fate.SUPERSEDED : Fate.DISCARDED);
      trace.note(mint.family.connection, () -> mint.child.text + " is " + mint.fate());
    }
  }

  /** {@code ConnectionRows.postpone}. */
  private void postpone(PostponedRefresh postponed) {
    ConnectionRow row = requireNonNull(connections.get(postponed.due().connection()));
    if (postponed.due().claim().attempt().equals(row.attempt)) {
      Decision.Later later = postponed.later();
      row.owner = null;
      row.attempt = null;
      row.dueAt = later.dueAt();
      row.inDoubt = later.inDoubt();
      row.doubtSince = later.inDoubt() ? row.doubtSince() : null;
      if (row.earlierOwner != null) {
        row.earlierOwner = postponed.due().claim().past().holder();
      }
      row.failures = later.failures();
      row.refusals = postponed.refusals();
      row.trying = postponed.trying();
      trace.note(row.id, () -> "postponed to " + row.dueAt + ": " + later.problem());
    }
  }

  /** {@code GrantRows.postpone}. */
  private void postpone(GrantRows.Postponed postponed) {
    GrantRow row = requireNonNull(grants.get(postponed.due().id()));
    if (row.isPending() && postponed.due().claim().attempt().equals(row.attempt)) {
      Decision.Later later = postponed.later();
      row.owner = null;
      row.attempt = null;
      row.dueAt = later.dueAt();
      row.inDoubt = later.inDoubt();
      if (row.earlierOwner != null) {
        row.earlierOwner = postponed.due().claim().past().holder();
      }
      row.failures = later.failures();
      trace.note(
          row.connection,
          () -> "grant " + row.id + " postponed to " + row.dueAt + ": " + later.problem());
    }
  }

  /** {@code GrantRows.end}. */
  private void end(GrantRows.Ended ended) {
    GrantRows.State state = GrantRows.State.valueOf(ended.state().toUpperCase(Locale.ROOT));
    end(requireNonNull(grants.get(ended.id())), state, ended.reason());
  }

  void end(GrantRow row, GrantRows.State state, @Nullable String reason) {
    checker.ended(row, state, reason, provider);
    row.state = state;
    row.reason = reason;
    row.owner = null;
    row.attempt = null;
    trace.note(row.connection, () -> "grant " + row.id + " ended: " + state + " " + reason);
  }

  /** {@code GrantRows.lapse}, by {@code Upkeep}. */
  void lapse() {
    Instant now = timeline.now();
    for (GrantRow row : grants.values()) {
      if (row.isPending()
          && !row.deadline.isAfter(now)
          && (row.owner == null || !row.dueAt.isAfter(now))) {
        boolean inDoubt = row.inDoubt || row.owner != null;
        end(row, GrantRows.State.REFUSED, inDoubt ? "lost_in_flight" : "deadline_passed");
      }
    }
  }

  /** {@code GrantRows.purge} and {@code QuarantineRows.purge}. */
  void purge() {
    Instant now = timeline.now();
    Instant old = now.minus(Duration.ofDays(14));
    grants.values().removeIf(row -> !row.isPending() && row.deadline.isBefore(old));
    quarantine.purge(this);
  }

  /** {@code WorkerRows.register}. */
  void register(int worker) {
    workers.add(worker);
  }

  /** {@code WorkerRows.remove}. */
  void unregister(int worker) {
    workers.remove(worker);
  }

  boolean isRegistered(int worker) {
    return workers.contains(worker);
  }

  /** How many verdicts were taken back. */
  int restored() {
    return restored;
  }

  /** When there is something to claim or to lapse. */
  Instant nextDue() {
    Instant next = Instant.MAX;
    for (GrantRow row : grants.values()) {
      if (row.isPending()) {
        Instant lapse =
            row.owner == null || row.dueAt.isBefore(row.deadline) ? row.deadline : row.dueAt;
        next = Collections.min(List.of(next, lapse, laneOpens(row.connection, row.dueAt)));
      }
    }
    for (ConnectionRow row : connections.values()) {
      if (row.active) {
        next = Collections.min(List.of(next, laneOpens(row.id, row.dueAt)));
      }
    }
    return next;
  }

  private Instant laneOpens(ConnectionId id, Instant dueAt) {
    Instant probe = pauses.probeAt(id.environment());
    return probe == null || probe.isBefore(dueAt) ? dueAt : probe;
  }
}
