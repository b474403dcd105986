package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.store.GrantRows;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code authorization_grant}. */
final class GrantRow {
  final long id;
  final ConnectionId connection;
  final Consent consent;
  final Question.Exchange question;
  final Instant deadline;
  final Instant receivedAt;
  GrantRows.State state = GrantRows.State.PENDING;
  @Nullable String reason;
  Instant dueAt;
  @Nullable Integer owner;
  @Nullable UUID attempt;
  boolean inDoubt;
  boolean unheard;
  @Nullable Integer earlierOwner;

  /** Of the history: from whom it was taken over. */
  final Set<Integer> takenFrom = new HashSet<>();

  int failures;

  GrantRow(
      long id,
      ConnectionId connection,
      Consent consent,
      Question.Exchange question,
      Instant deadline,
      Instant receivedAt) {
    this.id = id;
    this.connection = connection;
    this.consent = consent;
    this.question = question;
    this.deadline = deadline;
    this.receivedAt = receivedAt;
    this.dueAt = receivedAt;
  }

  boolean isPending() {
    return state == GrantRows.State.PENDING;
  }

  /** {@code EmptyHanded.grants}. */
  void comesBack(int worker) {
    if (isPending() && Set.of(worker).containsAll(takenFrom)) {
      earlierOwner = null;
    }
  }
}
