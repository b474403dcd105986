package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code connection}. */
final class ConnectionRow {
  final ConnectionId id;
  long version;
  boolean active;
  @Nullable Reason reason;
  Consent consent;
  @Nullable TokenSet tokens;
  Instant dueAt = Instant.MAX;
  Instant floorAt = Instant.MAX;
  @Nullable Integer owner;
  @Nullable UUID attempt;
  @Nullable UUID settledAttempt;
  boolean inDoubt;
  @Nullable Instant claimedAt;
  @Nullable Instant doubtSince;
  @Nullable Integer earlierOwner;

  @Nullable Long unheardVersion;
  @Nullable Instant unheardAt;

  /** Of the history: from whom the version was taken over. */
  final Set<Integer> takenFrom = new HashSet<>();

  int failures;
  int refusals;
  @Nullable Long trying;
  Instant updatedAt = Instant.EPOCH;

  /** The truth about the stored tokens, which the table does not know. */
  @Nullable Mint mint;

  ConnectionRow(ConnectionId id, Consent consent) {
    this.id = id;
    this.consent = consent;
  }

  /** The generated column. */
  Instant urgentAt() {
    return floorAt.isAfter(dueAt) ? floorAt : dueAt;
  }

  /** Whether a worker of which nothing was heard had sent the parent of the stored token. */
  boolean isShadowed() {
    return unheardVersion != null && unheardVersion == version - 1;
  }

  /** When the worker had claimed it of which nothing was heard since. */
  @Nullable Instant unheardSince() {
    return unheardVersion != null && unheardVersion == version ? unheardAt : null;
  }

  /** The present claim, if any, belongs to a worker of which nothing is heard. */
  void unheard() {
    unheardVersion = version;
    unheardAt = claimedAt;
  }

  /** When the first attempt began that is in doubt, as far as anybody knows. */
  @Nullable Instant doubtSince() {
    return doubtSince != null ? doubtSince : claimedAt;
  }

  Current current() {
    return new Current(
        id,
        version,
        active,
        reason,
        consent,
        tokens == null ? null : tokens.reauthorizeBy(),
        attempt,
        settledAttempt);
  }

  /** What {@code ConnectionRows.put} clears, when the new state has been written. */
  void settled(ConnectionRows.Next next) {
    owner = null;
    attempt = null;
    inDoubt = false;
    doubtSince = null;
    earlierOwner = null;
    takenFrom.clear();
    if (next.learnt() != null) {
      unheardVersion = next.codeUnheard() ? (Long) (version - 1) : null;
    }
    failures = 0;
    refusals = 0;
    trying = null;
  }

  /** {@code EmptyHanded.refreshes}. */
  void comesBack(int worker, Due.Refresh claimed) {
    if (version == claimed.version()
        && !claimed.claim().attempt().equals(attempt)
        && Set.of(worker).containsAll(takenFrom)) {
      earlierOwner = null;
    }
  }
}
