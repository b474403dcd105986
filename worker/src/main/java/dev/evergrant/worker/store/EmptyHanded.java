package dev.evergrant.worker.store;

import dev.evergrant.worker.lifecycle.Due;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A worker that was too slow, had a row taken over from it, and comes back without tokens: nobody
 * has to wait for it any more. If the row was taken over from another one as well, that one is
 * still waited for; only the history knows of both.
 */
public final class EmptyHanded {
  private EmptyHanded() {}

  /** Frees connections, as long as they are at the version that this worker had claimed. */
  public static void refreshes(Handle handle, int worker, List<Due.Refresh> claimed) {
    if (claimed.isEmpty()) {
      return;
    }
    var update =
        handle
            .createUpdate(
                """
                UPDATE connection AS c SET earlier_owner = NULL
                FROM unnest(:connection, :version) AS d(connection, version)
                WHERE c.connection = d.connection AND c.version = d.version
                  AND c.earlier_owner = :worker AND NOT EXISTS (
                    SELECT FROM history AS h WHERE h.connection = c.connection
                      AND h.what = 'taken_over' AND h.version = c.version AND h.worker <> :worker)\
                """)
            .bind("worker", worker);
    new Columns<>(claimed)
        .text("connection", due -> due.connection().toString())
        .longs("version", Due.Refresh::version)
        .bindTo(update);
    update.execute();
  }

  /**
   * Frees codes, but for those of which it has a later claim: that one waits for this very worker.
   */
  public static void grants(Handle handle, int worker, List<Due.Grant> claimed) {
    if (claimed.isEmpty()) {
      return;
    }
    var update =
        handle
            .createUpdate(
                """
                UPDATE authorization_grant AS g SET earlier_owner = NULL
                FROM unnest(:id, :attempt) AS d(id, attempt)
                WHERE g.id = d.id AND g.state = 'pending' AND g.earlier_owner = :worker
                  AND g.attempt IS DISTINCT FROM d.attempt AND NOT EXISTS (
                    SELECT FROM history AS h WHERE h.connection = g.connection
                      AND h.what = 'taken_over' AND h.fingerprint = g.code_fingerprint
                      AND h.worker <> :worker)\
                """)
            .bind("worker", worker);
    new Columns<>(claimed)
        .longs("id", Due.Grant::id)
        .uuids("attempt", due -> due.claim().attempt())
        .bindTo(update);
    update.execute();
  }
}
