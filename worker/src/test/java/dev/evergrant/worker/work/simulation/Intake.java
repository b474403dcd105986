package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.GrantRows;
import java.time.Instant;
import java.util.List;

/** What comes in from outside: grants, withdrawals and reports; each is one transaction. */
final class Intake {
  private final Scenario scenario;
  private final Timeline timeline;
  private final Database database;
  private final Outbox outbox;
  private final Messages messages;
  private final Trace trace;
  private long lastGrant;

  Intake(
      Scenario scenario,
      Timeline timeline,
      Database database,
      Outbox outbox,
      Messages messages,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.database = database;
    this.outbox = outbox;
    this.messages = messages;
    this.trace = trace;
  }

  /** {@code GrantRows.insert}: a code that is known already changes nothing. */
  void insert(ConnectionId id, Consent consent, Question.Exchange question) {
    if (database.grants().stream().anyMatch(one -> one.question.equals(question))) {
      return;
    }
    long number = ++lastGrant;
    Instant deadline = consent.authorizedAt().plus(scenario.profile().codeLifetime());
    database.add(new GrantRow(number, id, consent, question, deadline, timeline.now()));
    trace.note(id, () -> "grant " + number + " taken in");
  }

  /** {@code Withdraw.withdraw}. */
  void withdraw(ConnectionId id) {
    ConnectionRow row = database.connection(id);
    if (row != null && row.active) {
      var revoked =
          new Connection.Revoked(
              id, row.version + 1, row.consent, Reason.USER_DISCONNECTED, timeline.now());
      database.put(new ConnectionRows.Next(revoked, null), List.of(), null);
      outbox.append(List.of(messages.revoked(revoked)), database);
    }
    for (GrantRow grant : database.grants()) {
      if (grant.connection.equals(id)
          && (grant.isPending() || grant.state == GrantRows.State.REFUSED)) {
        database.end(grant, GrantRows.State.WITHDRAWN, null);
      }
    }
  }

  /** {@code ConnectionRows.reject}. */
  void reject(ConnectionId id, long version) {
    ConnectionRow row = database.connection(id);
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
}
