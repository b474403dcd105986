package dev.evergrant.worker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;

/** The table {@code worker}: who is alive, and whose work is still to be rescued. */
public final class WorkerRows {
  private static final int LOCK_CLASS = 1163283271;

  private final SubscriptionRows subscriptions;

  /**
   * @param subscriptions what a worker says of itself when it makes itself known
   */
  public WorkerRows(SubscriptionRows subscriptions) {
    this.subscriptions = subscriptions;
  }

  /** A number that no other worker has or had. */
  public int nextNumber(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT nextval(pg_get_serial_sequence('worker', 'id'))")
                .mapTo(Integer.class)
                .one());
  }

  /**
   * Takes a worker's lock in a session of its own, which must stay open.
   *
   * @return whether it was free
   */
  public static boolean lock(Connection session, int worker) throws SQLException {
    try (PreparedStatement statement =
        session.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
      statement.setInt(1, LOCK_CLASS);
      statement.setInt(2, worker);
      try (var answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  /** Makes a worker known, after it has its lock, and before it commits anything. */
  public void register(Jdbi jdbi, int worker, String name) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  WITH known AS (
                    INSERT INTO worker_name (id, name, started_at) VALUES (:id, :name, now())
                    ON CONFLICT DO NOTHING)
                  INSERT INTO worker (id, name) OVERRIDING SYSTEM VALUE VALUES (:id, :name)
                  ON CONFLICT DO NOTHING\
                  """)
              .bind("id", worker)
              .bind("name", name)
              .execute();
          subscriptions.announce(handle, worker);
        });
  }

  /** All workers that are known, and whether each has its lock. */
  public Map<Integer, Boolean> locks(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, EXISTS (
                      SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
                        AND classid = :lockClass::bigint::oid AND objid = id::bigint::oid
                        AND objsubid = 2
                        AND database = (SELECT oid FROM pg_database
                                        WHERE datname = current_database())) AS held
                    FROM worker\
                    """)
                .bind("lockClass", LOCK_CLASS)
                .setMapKeyColumn("id")
                .setMapValueColumn("held")
                .collectInto(new GenericType<Map<Integer, Boolean>>() {}));
  }

  /**
   * Takes the locks of workers that seem to be gone until the transaction's end: nobody who has
   * come back since the last look is taken for dead, and nobody comes back while his claims are
   * being taken from him.
   *
   * @return those whose locks were free
   */
  public List<Integer> holdLocks(Handle handle, List<Integer> gone) {
    return handle
        .createQuery(
            """
            SELECT id FROM unnest(:gone) AS id WHERE pg_try_advisory_xact_lock(:lockClass, id)\
            """)
        .bindArray("gone", Integer.class, gone.toArray())
        .bind("lockClass", LOCK_CLASS)
        .mapTo(Integer.class)
        .list();
  }

  /**
   * Forgets workers whose claims have been taken from them. Quartz is told that they are dead, so
   * that their ticks go on elsewhere within a second instead of after its own time-out.
   */
  public void remove(Handle handle, List<Integer> workers) {
    handle
        .createUpdate(
            """
            UPDATE qrtz_scheduler_state SET last_checkin_time = 0
            WHERE instance_name IN (SELECT name FROM worker WHERE id = ANY (:ids))\
            """)
        .bindArray("ids", Integer.class, workers.toArray())
        .execute();
    handle
        .createUpdate("DELETE FROM worker WHERE id = ANY (:ids)")
        .bindArray("ids", Integer.class, workers.toArray())
        .execute();
  }

  /** Forgets the names of workers that the history cannot speak of any more. */
  public void forgetNames(Handle handle, Duration keep) {
    handle
        .createUpdate(
            """
            DELETE FROM worker_name AS n WHERE started_at < now() - :keep * interval '1 millisecond'
              AND NOT EXISTS (SELECT FROM worker AS w WHERE w.id = n.id)\
            """)
        .bind("keep", keep.toMillis())
        .execute();
  }

  /** Forgets a worker that has stopped in good order. */
  public void remove(Jdbi jdbi, int worker) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM worker WHERE id = ?", worker));
  }
}
