package dev.evergrant.worker.outbox;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.RestatementRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * States token updates again whose tokens are the same, but not what is around them. The version
 * stays, as it is the fence of a refresh that may be under way; a subscriber therefore takes every
 * record whose version is not older than the one it has.
 */
public final class Restate {
  private static final int BATCH = 200;

  private final Jdbi jdbi;
  private final RestatementRows rows;
  private final ConnectionRows connections;
  private final Subscribers subscribers;
  private final OutboxRows outbox;
  private final Messages messages;

  public Restate(
      Jdbi jdbi,
      RestatementRows rows,
      ConnectionRows connections,
      Subscribers subscribers,
      OutboxRows outbox,
      Messages messages) {
    this.jdbi = jdbi;
    this.rows = rows;
    this.connections = connections;
    this.subscribers = subscribers;
    this.outbox = outbox;
    this.messages = messages;
  }

  /** States all of them that are asked for; those that have ended meanwhile have said so. */
  public void restate() {
    int taken;
    do {
      taken = jdbi.inTransaction(this::some);
    } while (taken == BATCH);
  }

  private int some(Handle handle) {
    List<ConnectionId> asked = rows.oldest(handle, BATCH);
    if (asked.isEmpty()) {
      return 0;
    }
    // The connections first, as everywhere: who asks for a restatement holds its connection.
    var _ = connections.lock(handle, asked);
    rows.done(handle, asked);
    state(handle, asked);
    return asked.size();
  }

  /** States those of them that are active. */
  void state(Handle handle, List<ConnectionId> ids) {
    Instant now = Database.now(handle);
    List<Message> said = new ArrayList<>();
    for (Connection.Active state : connections.read(handle, ids)) {
      var sealed = subscribers.seal(state.id().app(), state.tokens().accessToken());
      said.add(messages.restated(state, sealed, now));
    }
    outbox.append(handle, said);
  }
}
