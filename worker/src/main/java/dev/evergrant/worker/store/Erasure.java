package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Forgets connections altogether. */
public final class Erasure {

  /**
   * Locks connections that ended so long ago and that nobody is authorizing again at this moment.
   */
  public List<ConnectionId> ended(Handle handle, Duration ago, int limit) {
    return handle
        .createQuery(
            """
            SELECT connection FROM connection AS c
            WHERE status = 'revoked'
              AND updated_at <= evergrant_now() - :ago * interval '1 millisecond'
              AND NOT EXISTS (
                SELECT FROM authorization_grant AS g
                WHERE g.connection = c.connection AND g.state = 'pending')
            ORDER BY updated_at LIMIT :limit FOR UPDATE SKIP LOCKED\
            """)
        .bind("ago", ago.toMillis())
        .bind("limit", limit)
        .map((row, _) -> ConnectionId.parse(row.getString("connection")))
        .list();
  }

  /**
   * Erases locked connections and all that is kept about them but what people are still to hear.
   */
  public void erase(Handle handle, List<ConnectionId> connections) {
    Object[] names = connections.stream().map(Object::toString).toArray();
    for (String statement :
        List.of(
            "DELETE FROM restatement WHERE connection = ANY (:names)",
            "DELETE FROM quarantine WHERE connection = ANY (:names)",
            "DELETE FROM version_floor WHERE connection = ANY (:names)",
            "DELETE FROM history WHERE connection = ANY (:names)",
            "DELETE FROM connection WHERE connection = ANY (:names)")) {
      handle.createUpdate(statement).bindArray("names", String.class, names).execute();
    }
  }
}
