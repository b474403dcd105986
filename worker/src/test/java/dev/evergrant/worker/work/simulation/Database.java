package dev.evergrant.worker.work.simulation;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.work.Fold;
import dev.evergrant.worker.work.simulation.Machine.Answered;
import dev.evergrant.worker.work.simulation.Mint.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables, in memory, with the semantics of the SQL that each method names. Every method is one
 * transaction; its clock is the one clock.
 */
final class Database {
  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Provider provider;
  private final Checker checker;
  private final Outbox outbox;
  private final Trace trace;
  private final Messages messages;
  private final Duration lease;

  private final Map<ConnectionId, ConnectionRow> connections = new LinkedHashMap<>();
  private final Map<Long, GrantRow> grants = new LinkedHashMap<>();
  private final Map<String, Instant> probeAt = new HashMap<>();
  private long lastGrant;

  Database(
      Scenario scenario,
      Timeline timeline,
      Chance chance,
      Provider provider,
      Checker checker,
      Messages messages,
      Outbox outbox,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.provider = provider;
    this.checker = checker;
    this.messages = messages;
    this.outbox = outbox;
    this.trace = trace;
    this.lease = Fold.lease(scenario.profile());
  }

  Collection<ConnectionRow> connections() {
    return connections.values();
  }

  Collection<GrantRow> grants() {
    return grants.values();
  }

  @Nullable ConnectionRow connection(ConnectionId id) {
    return connections.get(id);
  }

  /** {@code GrantRows.insert}: a code that is known already changes nothing. */
  void insert(ConnectionId id, Consent consent, Question.Exchange question) {
    if (grants.values().stream().anyMatch(one -> one.question.equals(question))) {
      return;
    }
    long number = ++lastGrant;
    Instant deadline = consent.authorizedAt().plus(scenario.profile().codeLifetime());
    grants.put(number, new GrantRow(number, id, consent, question, deadline, timeline.now()));
    trace.note(id, () -> "grant " + number + " taken in");
  }

  /** {@code Claims.grants}. */
  List<Due.Grant> claimGrants(String environment, Machine machine, int limit, boolean probe) {
    Instant now = timeline.now();
    return grants.values().stream()
        .filter(row -> row.isPending() && row.connection.environment().equals(environment))
        .filter(row -> !row.dueAt.isAfter(now) && row.deadline.isAfter(now))
        .sorted(comparing(row -> row.deadline))
        .limit(limit)
        .map(row -> claim(row, machine, probe))
        .toList();
  }

  private Due.Grant claim(GrantRow row, Machine machine, boolean probe) {
    row.inDoubt |= row.owner != null;
    row.owner = machine.number;
    row.attempt = chance.uuid();
    row.dueAt = timeline.now().plus(lease);
    trace.note(row.connection, () -> machine + " claims grant " + row.id + doubt(row.inDoubt));
    return new Due.Grant(
        new Due.Claim(
            row.attempt, timeline.now(), machine.nanos(), row.inDoubt, row.failures, probe),
        row.id,
        row.connection,
        row.consent,
        row.question,
        row.deadline);
  }

  /** {@code Claims.refreshes}: past the floor first, nearest to death first; then by due time. */
  List<Due.Refresh> claimRefreshes(String environment, Machine machine, int limit, boolean probe) {
    Instant now = timeline.now();
    List<ConnectionRow> chosen = new ArrayList<>();
    List<ConnectionRow> later = new ArrayList<>();
    for (ConnectionRow row : connections.values()) {
      if (row.active && row.id.environment().equals(environment) && !row.dueAt.isAfter(now)) {
        (row.urgentAt().isAfter(now) ? later : chosen).add(row);
      }
    }
    chosen.sort(comparing(ConnectionRow::urgentAt));
    later.sort(comparing(row -> row.dueAt));
    chosen.addAll(later);
    return chosen.stream().limit(limit).map(row -> claim(row, machine, probe)).toList();
  }

  private Due.Refresh claim(ConnectionRow row, Machine machine, boolean probe) {
    row.inDoubt |= row.owner != null;
    row.owner = machine.number;
    row.attempt = chance.uuid();
    row.dueAt = timeline.now().plus(lease);
    trace.note(row.id, () -> machine + " claims version " + row.version + doubt(row.inDoubt));
    var tokens = requireNonNull(row.tokens);
    return new Due.Refresh(
        new Due.Claim(
            row.attempt, timeline.now(), machine.nanos(), row.inDoubt, row.failures, probe),
        row.id,
        row.version,
        row.consent,
        tokens.refreshToken(),
        tokens.scope(),
        tokens.issuedAt(),
        tokens.expiresAt(),
        tokens.reauthorizeBy());
  }

  private static String doubt(boolean inDoubt) {
    return inDoubt ? ", in doubt" : "";
  }

  /** {@code Claims.rescue}. */
  void rescue(int gone) {
    Instant now = timeline.now();
    for (GrantRow row : grants.values()) {
      if (row.isPending() && row.owner != null && row.owner == gone) {
        row.owner = null;
        row.attempt = null;
        row.inDoubt = true;
        row.dueAt = now;
        trace.note(row.connection, () -> "grant " + row.id + " rescued from worker " + gone);
      }
    }
    for (ConnectionRow row : connections.values()) {
      if (row.owner != null && row.owner == gone) {
        row.owner = null;
        row.attempt = null;
        row.inDoubt = true;
        row.dueAt = now;
        trace.note(row.id, () -> "version " + row.version + " rescued from worker " + gone);
      }
    }
  }

  /** {@code Commit.commit}. */
  void commit(List<Answered> batch, Machine by) {
    Map<ConnectionId, Current> locked = new HashMap<>();
    for (Answered one : batch) {
      ConnectionId id = one.finished().due().connection();
      ConnectionRow row = connections.get(id);
      locked.put(id, row == null ? none(id, one.finished().due().consent()) : row.current());
    }
    Set<Long> pending =
        batch.stream()
            .map(one -> one.finished().due())
            .filter(Due.Grant.class::isInstance)
            .map(due -> ((Due.Grant) due).id())
            .filter(id -> requireNonNull(grants.get(id)).isPending())
            .collect(Collectors.toSet());
    Fold.Effects effects =
        Fold.over(
            locked,
            pending,
            batch.stream().map(Answered::finished).toList(),
            Map.of(scenario.app().name(), scenario.app()),
            messages,
            by.number);
    effects.states().forEach(next -> put(next, batch));
    Checker.told(effects);
    effects.postponedRefreshes().forEach(this::postpone);
    effects.endedGrants().forEach(this::end);
    effects.postponedGrants().forEach(this::postpone);
    batch.forEach(one -> settle(one, effects));
    Instant probe = timeline.now().plus(Lifecycle.PROBE_EVERY);
    effects.misconfigured().forEach(of -> probeAt.putIfAbsent(of.environment(), probe));
    effects.working().forEach(of -> probeAt.remove(of.environment()));
    outbox.append(effects.messages(), this);
  }

  private static Current none(ConnectionId id, Consent consent) {
    return new Current(id, 0, false, consent, null, null, null);
  }

  /** {@code ConnectionRows.put}. */
  private void put(ConnectionRows.Next next, List<Answered> batch) {
    Connection state = next.state();
    ConnectionRow row =
        connections.computeIfAbsent(state.id(), id -> new ConnectionRow(id, state.consent()));
    Checker.require(
        row.version < state.version(), "I5", row.id, "its version did not rise with a write");
    Answered source =
        batch.stream()
            .filter(one -> one.finished().due().claim().attempt().equals(next.attempt()))
            .findFirst()
            .orElse(null);
    switch (state) {
      case Connection.Active active -> {
        Answered from = requireNonNull(source);
        Mint mint = requireNonNull(from.mint());
        checker.stored(row, active, mint, spent(from.finished().due()));
        supersede(row, mint);
        row.active = true;
        row.reason = null;
        row.tokens = active.tokens();
        row.dueAt = active.tokens().dueAt();
        row.floorAt = active.tokens().floorAt();
        trace.note(row.id, () -> "version " + active.version() + " stored: " + mint.child.text);
      }
      case Connection.Revoked revoked -> {
        checker.revoked(row, revoked.reason(), provider);
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
    row.owner = null;
    row.attempt = null;
    row.inDoubt = false;
    row.failures = 0;
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
      long said = effects.messages().stream().filter(of(mint.family.connection)).count();
      mint.becomes(said > 1 ? Fate.SUPERSEDED : Fate.DISCARDED);
      trace.note(mint.family.connection, () -> mint.child.text + " is " + mint.fate());
    }
  }

  private static java.util.function.Predicate<dev.evergrant.worker.store.OutboxRows.Message> of(
      ConnectionId id) {
    return message -> id.toString().equals(message.key());
  }

  /** {@code ConnectionRows.postpone}. */
  private void postpone(ConnectionRows.Postponed postponed) {
    ConnectionRow row = requireNonNull(connections.get(postponed.due().connection()));
    if (postponed.due().claim().attempt().equals(row.attempt)) {
      Decision.Later later = postponed.later();
      row.owner = null;
      row.attempt = null;
      row.dueAt = later.dueAt();
      row.inDoubt = later.inDoubt();
      row.failures = later.failures();
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
      row.failures = later.failures();
      trace.note(
          row.connection,
          () -> "grant " + row.id + " postponed to " + row.dueAt + ": " + later.problem());
    }
  }

  /** {@code GrantRows.end}. */
  private void end(GrantRows.Ended ended) {
    end(requireNonNull(grants.get(ended.id())), ended.state(), ended.reason());
  }

  private void end(GrantRow row, String state, @Nullable String reason) {
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
        end(row, "refused", "deadline_passed");
      }
    }
  }

  /** {@code Withdraw.withdraw}. */
  void withdraw(ConnectionId id) {
    ConnectionRow row = connections.get(id);
    if (row != null && row.active) {
      var revoked =
          new Connection.Revoked(
              id, row.version + 1, row.consent, Reason.USER_DISCONNECTED, timeline.now());
      put(new ConnectionRows.Next(revoked, null), List.of());
      outbox.append(List.of(messages.revoked(revoked)), this);
    }
    for (GrantRow grant : grants.values()) {
      if (grant.connection.equals(id) && grant.isPending()) {
        end(grant, "withdrawn", null);
      }
    }
  }

  /** {@code ConnectionRows.reject}. */
  void reject(ConnectionId id, long version) {
    ConnectionRow row = connections.get(id);
    if (row != null
        && row.version == version
        && row.active
        && row.owner == null
        && row.tokens != null) {
      Instant spaced = row.tokens.issuedAt().plus(scenario.profile().mintSpacing());
      row.floorAt = timeline.now();
      row.dueAt = spaced.isAfter(timeline.now()) ? spaced : timeline.now();
      trace.note(id, () -> "version " + version + " is reported, due " + row.dueAt);
    }
  }

  /** {@code PauseRows.paused}. */
  boolean isPaused(String environment) {
    return probeAt.containsKey(environment);
  }

  /** {@code PauseRows.takeProbe}. */
  boolean takeProbe(String environment) {
    Instant at = probeAt.get(environment);
    if (at == null || at.isAfter(timeline.now())) {
      return false;
    }
    probeAt.put(environment, timeline.now().plus(Lifecycle.PROBE_EVERY));
    return true;
  }

  /** {@code GrantRows.purge}; here it only keeps the table small. */
  void purge() {
    Instant old = timeline.now().minus(Duration.ofDays(14));
    grants.values().removeIf(row -> !row.isPending() && row.deadline.isBefore(old));
  }

  /** When there is something to claim or to lapse. */
  Instant nextDue() {
    Instant next = Instant.MAX;
    for (GrantRow row : grants.values()) {
      if (row.isPending()) {
        Instant lapse =
            row.owner == null || row.dueAt.isBefore(row.deadline) ? row.deadline : row.dueAt;
        next = earlier(next, earlier(lapse, laneOpens(row.connection, row.dueAt)));
      }
    }
    for (ConnectionRow row : connections.values()) {
      if (row.active) {
        next = earlier(next, laneOpens(row.id, row.dueAt));
      }
    }
    return next;
  }

  private Instant laneOpens(ConnectionId id, Instant dueAt) {
    Instant probe = probeAt.get(id.environment());
    return probe == null || probe.isBefore(dueAt) ? dueAt : probe;
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }
}
