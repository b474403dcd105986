package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code restatement}: token updates that are to be published again. */
public final class RestatementRows {

  /** Asks for them; the caller has locked the connections. */
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

  /** The oldest requests. */
  public List<ConnectionId> oldest(Handle handle, int limit) {
    return handle
        .createQuery("SELECT connection FROM restatement ORDER BY since LIMIT :limit")
        .bind("limit", limit)
        .map((row, _) -> ConnectionId.parse(row.getString("connection")))
        .list();
  }

  /** Forgets requests of connections that the caller has locked. */
  public void done(Handle handle, Collection<ConnectionId> connections) {
    handle
        .createUpdate("DELETE FROM restatement WHERE connection = ANY (:names)")
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .execute();
  }
}
