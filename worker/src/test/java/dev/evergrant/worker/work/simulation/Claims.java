package dev.evergrant.worker.work.simulation;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes due rows for a worker, as the store's {@code Claims} does; methods have its names. */
final class Claims {
  private final Database database;
  private final Quarantine quarantine;
  private final Timeline timeline;
  private final Chance chance;
  private final Trace trace;
  private final Duration lease;

  Claims(
      Scenario scenario,
      Database database,
      Quarantine quarantine,
      Timeline timeline,
      Chance chance,
      Trace trace) {
    this.database = database;
    this.quarantine = quarantine;
    this.timeline = timeline;
    this.chance = chance;
    this.trace = trace;
    this.lease = scenario.profile().lease();
  }

  List<Due> grants(String environment, Machine machine, int limit, boolean probe) {
    Instant now = timeline.now();
    List<GrantRow> due = new ArrayList<>();
    for (GrantRow row : database.grants()) {
      if (row.isPending()
          && row.connection.environment().equals(environment)
          && !row.dueAt.isAfter(now)
          && row.deadline.isAfter(now)) {
        due.add(row);
      }
    }
    due.sort(comparing(row -> row.deadline));
    return due.stream().limit(limit).<Due>map(row -> claim(row, machine, probe)).toList();
  }

  private Due.Grant claim(GrantRow row, Machine machine, boolean probe) {
    row.inDoubt |= row.owner != null;
    row.earlierOwner = earlier(row.earlierOwner, row.owner);
    if (row.owner != null) {
      row.takenFrom.add(row.owner);
      row.unheard = true;
    }
    row.owner = machine.number;
    row.attempt = chance.uuid();
    row.dueAt = timeline.now().plus(lease);
    Instant doubtSince = row.inDoubt ? row.receivedAt : null;
    Instant unheardSince = row.unheard ? row.receivedAt : null;
    var past =
        new Due.Past(doubtSince, holder(row.earlierOwner), row.failures, 0, unheardSince, false);
    trace.note(row.connection, () -> machine + " claims grant " + row.id + said(past));
    return new Due.Grant(
        claim(row.attempt, machine, past, probe),
        row.id,
        row.connection,
        row.consent,
        row.question,
        row.deadline);
  }

  /** Past the floor first, nearest to death first; then by due time. */
  List<Due> refreshes(String environment, Machine machine, int limit, boolean probe) {
    Instant now = timeline.now();
    List<ConnectionRow> chosen = new ArrayList<>();
    List<ConnectionRow> later = new ArrayList<>();
    for (ConnectionRow row : database.connections()) {
      if (isDue(row, environment)) {
        (row.urgentAt().isAfter(now) ? later : chosen).add(row);
      }
    }
    chosen.sort(comparing(ConnectionRow::urgentAt));
    later.sort(comparing(row -> row.dueAt));
    chosen.addAll(later);
    return chosen.stream().limit(limit).<Due>map(row -> claim(row, machine, probe)).toList();
  }

  /**
   * One that the provider has refused and that was not given up, as a probe; first one whose
   * refusal no lost answer explains.
   */
  List<Due> refused(String environment, Machine machine) {
    return database.connections().stream()
        .filter(row -> isDue(row, environment) && row.refusals > 0)
        .min(
            comparing((ConnectionRow row) -> row.inDoubt || row.isShadowed())
                .thenComparing(row -> row.dueAt))
        .<List<Due>>map(row -> List.of(claim(row, machine, true)))
        .orElse(List.of());
  }

  /** Those whose answer was lost, while the provider's grace lasts. */
  List<Due> inDoubt(String environment, Machine machine, int limit, Duration grace) {
    Instant begin = timeline.now().minus(grace);
    return database.connections().stream()
        .filter(row -> isDue(row, environment) && row.inDoubt)
        .filter(row -> row.doubtSince != null && row.doubtSince.isAfter(begin))
        .sorted(comparing(row -> row.dueAt))
        .limit(limit)
        .<Due>map(row -> claim(row, machine, false))
        .toList();
  }

  private boolean isDue(ConnectionRow row, String environment) {
    return row.active
        && row.id.environment().equals(environment)
        && !row.dueAt.isAfter(timeline.now());
  }

  private Due.Refresh claim(ConnectionRow row, Machine machine, boolean probe) {
    Instant now = timeline.now();
    row.inDoubt |= row.owner != null;
    row.doubtSince = row.inDoubt ? row.doubtSince() : null;
    row.earlierOwner = earlier(row.earlierOwner, row.owner);
    if (row.owner != null) {
      row.takenFrom.add(row.owner);
      row.unheard();
    }
    row.owner = machine.number;
    row.attempt = chance.uuid();
    row.claimedAt = now;
    row.dueAt = now.plus(lease);
    var past =
        new Due.Past(
            row.doubtSince,
            holder(row.earlierOwner),
            row.failures,
            row.refusals,
            row.unheardSince(),
            row.isShadowed());
    trace.note(row.id, () -> machine + " claims version " + row.version + said(past));
    TokenSet tokens = requireNonNull(row.tokens);
    Long trying = row.trying != null && quarantine.has(row.trying) ? row.trying : null;
    Secret refreshToken = trying == null ? tokens.refreshToken() : quarantine.refreshToken(trying);
    return new Due.Refresh(
        claim(row.attempt, machine, past, probe),
        row.id,
        row.version,
        row.consent,
        refreshToken,
        trying,
        tokens.scope(),
        tokens.issuedAt(),
        tokens.expiresAt(),
        tokens.reauthorizeBy());
  }

  private Due.Claim claim(UUID attempt, Machine machine, Due.Past past, boolean probe) {
    return new Due.Claim(attempt, timeline.now(), machine.nanos(), past, probe);
  }

  /** The first that may still come back: who took over from him left the secret to him. */
  private @Nullable Integer earlier(@Nullable Integer first, @Nullable Integer owner) {
    return holder(first) == null ? owner : first;
  }

  private @Nullable Integer holder(@Nullable Integer earlierOwner) {
    return earlierOwner != null && database.isRegistered(earlierOwner) ? earlierOwner : null;
  }

  private static String said(Due.Past past) {
    return (past.doubtSince() == null ? "" : ", in doubt")
        + (past.holder() == null ? "" : ", held before by worker " + past.holder())
        + (past.refusals() == 0 ? "" : ", refused " + past.refusals());
  }

  private static boolean isLeftTo(
      @Nullable Integer owner, @Nullable Integer earlierOwner, int gone) {
    return owner == null && earlierOwner != null && earlierOwner == gone;
  }

  /** And {@code WorkerRows.remove}. */
  void rescue(int gone) {
    Instant now = timeline.now();
    for (GrantRow row : database.grants()) {
      if (row.isPending() && row.owner != null && row.owner == gone) {
        row.owner = null;
        row.attempt = null;
        row.inDoubt = true;
        row.unheard = true;
        row.dueAt = now;
        trace.note(row.connection, () -> "grant " + row.id + " rescued from worker " + gone);
      } else if (row.isPending() && isLeftTo(row.owner, row.earlierOwner, gone)) {
        row.dueAt = Collections.min(List.of(now, row.dueAt));
      }
    }
    for (ConnectionRow row : database.connections()) {
      if (row.owner != null && row.owner == gone) {
        row.doubtSince = row.doubtSince();
        row.unheard();
        row.owner = null;
        row.attempt = null;
        row.inDoubt = true;
        row.dueAt = now;
        trace.note(row.id, () -> "version " + row.version + " rescued from worker " + gone);
      } else if (row.active && isLeftTo(row.owner, row.earlierOwner, gone)) {
        row.dueAt = Collections.min(List.of(now, row.dueAt));
      }
    }
    database.unregister(gone);
  }
}
