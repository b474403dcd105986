package dev.evergrant.worker.intake;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Ends connections at their users' wish. It raises the version, so that a refresh that finishes
 * later finds itself overtaken; it ends pending grants; and it notes all refresh tokens that there
 * are, quarantined ones too, for the provider's revocation endpoint.
 */
public final class Withdraw {
  private final ConnectionRows connections;
  private final GrantRows grants;
  private final RevocationRows revocations;
  private final QuarantineRows quarantine;
  private final ReauthorizationRows reauthorizations;
  private final HistoryRows history;
  private final OutboxRows outbox;
  private final Messages messages;

  public Withdraw(
      ConnectionRows connections,
      GrantRows grants,
      RevocationRows revocations,
      QuarantineRows quarantine,
      ReauthorizationRows reauthorizations,
      HistoryRows history,
      OutboxRows outbox,
      Messages messages) {
    this.connections = connections;
    this.grants = grants;
    this.revocations = revocations;
    this.quarantine = quarantine;
    this.reauthorizations = reauthorizations;
    this.history = history;
    this.outbox = outbox;
    this.messages = messages;
  }

  /** Ends them; those that are not active stay as they are. */
  public void withdraw(Handle handle, List<ConnectionId> ids, Instant now) {
    List<ConnectionRows.Next> next = new ArrayList<>();
    List<Message> said = new ArrayList<>();
    List<HistoryRows.Entry> happened = new ArrayList<>();
    List<ConnectionId> ended = new ArrayList<>();
    Map<ConnectionId, Current> rows = connections.lock(handle, ids);
    for (Current current : rows.values()) {
      if (current.active()) {
        var revoked =
            new Connection.Revoked(
                current.id(),
                current.nextVersion(),
                current.consent(),
                Reason.USER_DISCONNECTED,
                now);
        ended.add(current.id());
        next.add(new ConnectionRows.Next(revoked, null));
        said.add(messages.revoked(revoked));
        happened.add(
            new HistoryRows.Entry(
                current.id(),
                now,
                "withdrawn",
                revoked.version(),
                "The user withdrew the authorization.",
                null,
                null));
      }
    }
    grants.withdraw(handle, ids);
    reauthorizations.resolve(handle, ids, "withdrawn");
    revocations.noteStored(handle, ended);
    for (QuarantineRows.Unwanted set : quarantine.takeOut(handle, ids)) {
      String provider = requireNonNull(rows.get(set.connection())).consent().provider();
      revocations.noteLate(handle, set.connection(), provider, set.stored(), set.refreshToken());
    }
    connections.put(handle, next);
    history.append(handle, happened);
    outbox.append(handle, said);
  }
}
