package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table {@code subscription}: which apps' connections have to be stated again because their
 * subscribers have changed, and how far that is.
 *
 * <p>Workers with different subscribers may be alive side by side, as during a rolling change; what
 * each commits is sealed to its own. So whenever one starts with others than the table has, the app
 * is to be stated from the beginning, and that begins when all workers that are alive agree.
 * Nothing is therefore stated back and forth.
 */
public final class SubscriptionRows {
  // Whoever announces itself and whoever relies on all workers' agreement come one after another.
  private static final long LOCK = 1163283273L;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> fingerprints;
  private final String json;

  /**
   * @param fingerprints by app, of the subscribers that this worker seals to; empty where an app
   *     has none
   */
  public SubscriptionRows(Map<String, String> fingerprints) {
    this.fingerprints = Map.copyOf(fingerprints);
    this.json = JSON.writeValueAsString(fingerprints);
  }

  /** An app whose connections are being stated again. */
  public record Unsettled(String app, String after, long stated) {}

  /**
   * Says what a worker seals to, before it commits anything. An app that is new and has no
   * connections yet is settled.
   */
  void announce(Handle handle, int worker) {
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    handle
        .createUpdate("UPDATE worker SET subscribers = CAST(:json AS jsonb) WHERE id = :id")
        .bind("json", json)
        .bind("id", worker)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO subscription AS s (app, fingerprint, settled, changed_at)
            SELECT app, coalesce(d.fingerprint, ''),
              NOT EXISTS (SELECT FROM connection c WHERE c.app = coalesce(d.app, known.app) AND status = 'active'),
              evergrant_now()
            FROM jsonb_each_text(CAST(:json AS jsonb)) AS d(app, fingerprint)
              FULL JOIN (SELECT app FROM subscription) AS known USING (app)
            ON CONFLICT (app) DO UPDATE SET fingerprint = excluded.fingerprint, settled = false,
              after = '', stated = 0, changed_at = excluded.changed_at
            WHERE s.fingerprint <> excluded.fingerprint\
            """)
        .bind("json", json)
        .execute();
  }

  /**
   * An app whose connections are to be stated again, if all workers agree on its subscribers. Until
   * the transaction's end no worker with others starts.
   */
  public Optional<Unsettled> next(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    Optional<Unsettled> next =
        handle
            .createQuery(
                """
                SELECT app, fingerprint = coalesce(CAST(:json AS jsonb) ->> app, '') AS mine,
                       after, stated
                FROM subscription s WHERE NOT settled AND NOT EXISTS (
                  SELECT FROM worker WHERE subscribers IS NULL OR coalesce(subscribers ->> s.app, '')
                    <> coalesce(CAST(:json AS jsonb) ->> s.app, ''))
                ORDER BY app LIMIT 1\
                """)
            .bind("json", json)
            .map(
                (row, _) ->
                    row.getBoolean("mine")
                        ? new Unsettled(
                            row.getString("app"), row.getString("after"), row.getLong("stated"))
                        // The last one to start had others, and is gone.
                        : new Unsettled(row.getString("app"), "", 0))
            .findOne();
    return next;
  }

  /** The apps that wait for workers with other subscribers to stop. */
  public List<String> waiting(Handle handle) {
    return handle
        .createQuery("SELECT app FROM subscription WHERE NOT settled ORDER BY app")
        .mapTo(String.class)
        .list();
  }

  /** The next active connections of an app, in the order of their names. */
  public List<ConnectionId> some(Handle handle, Unsettled of, int limit) {
    return handle
        .createQuery(
            """
            SELECT connection FROM connection
            WHERE app = :app AND status = 'active' AND connection > :after
            ORDER BY connection LIMIT :limit\
            """)
        .bind("app", of.app())
        .bind("after", of.after())
        .bind("limit", limit)
        .map((row, _) -> ConnectionId.parse(row.getString("connection")))
        .list();
  }

  /** How many active connections an app has. */
  public long total(Handle handle, String app) {
    return handle
        .createQuery("SELECT count(*) FROM connection WHERE app = :app AND status = 'active'")
        .bind("app", app)
        .mapTo(Long.class)
        .one();
  }

  /** Remembers how far it is. */
  public void advance(Handle handle, Unsettled to) {
    update(handle, to, false);
  }

  /** All connections of an app have been stated. */
  public void settle(Handle handle, Unsettled last) {
    update(handle, last, true);
  }

  private void update(Handle handle, Unsettled to, boolean settled) {
    handle
        .createUpdate(
            """
            UPDATE subscription SET fingerprint = :fingerprint, settled = :settled, after = :after,
              stated = :stated WHERE app = :app\
            """)
        .bind("fingerprint", fingerprints.getOrDefault(to.app(), ""))
        .bind("settled", settled)
        .bind("after", to.after())
        .bind("stated", to.stated())
        .bind("app", to.app())
        .execute();
  }
}
