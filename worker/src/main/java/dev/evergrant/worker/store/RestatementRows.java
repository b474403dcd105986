package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code restatement}: token updates that are to be published again. */
public final class RestatementRows {

  /** Asks for them. */
  public void add(Handle handle, Collection<ConnectionId> connections) {
    if (connections.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO restatement (connection, since)
            SELECT name, evergrant_now() FROM unnest(:names) AS name ON CONFLICT DO NOTHING\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .execute();
  }

  /** Takes the oldest requests; they are gone with the transaction's end. */
  public List<ConnectionId> take(Handle handle, int limit) {
    return handle
        .createQuery(
            """
            DELETE FROM restatement WHERE connection IN (
              SELECT connection FROM restatement ORDER BY since LIMIT :limit
              FOR UPDATE SKIP LOCKED)
            RETURNING connection\
            """)
        .bind("limit", limit)
        .map((row, _) -> ConnectionId.parse(row.getString("connection")))
        .list();
  }
}
