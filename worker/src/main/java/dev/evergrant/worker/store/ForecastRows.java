package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose refresh token is about to die unused, because for long no refresh has gone
 * through. A healthy connection is refreshed long before, so these are looked for among the overdue
 * ones only, and no index is kept for them.
 */
public final class ForecastRows {

  /**
   * A connection and its ends.
   *
   * @param idleEnd when its refresh token ends unused; null where there is none
   * @param reauthorizeBy when it ends whatever is done, if that is known
   */
  public record Ending(
      ConnectionId connection,
      Consent consent,
      @Nullable Instant idleEnd,
      @Nullable Instant reauthorizeBy) {}

  /**
   * Locks those whose refresh token ends unused within a time, and whose open row says nothing
   * earlier. They are past their floor, so that they have been tried and in vain. Rows that
   * somebody is changing at this moment are left for the next time.
   *
   * @param idle how long a refresh token lives unused
   */
  public List<Ending> starving(
      Handle handle, Credentials of, Duration idle, Duration ahead, int limit) {
    return handle
        .createQuery(
            """
            SELECT connection, provider, user_id, user_email, organization, authorized_at,
              reauthorize_by, issued_at + :idle * interval '1 millisecond' AS idle_end
            FROM connection AS c
            WHERE app = :app AND environment = :environment AND status = 'active'
              AND urgent_at <= evergrant_now() + interval '10 minutes'
              AND floor_at <= evergrant_now()
              AND refresh_token IS NOT NULL
              AND issued_at <= evergrant_now() + (:ahead - :idle) * interval '1 millisecond'
              AND NOT EXISTS (
                SELECT FROM reauthorization AS r
                WHERE r.connection = c.connection AND r.state <> 'resolved'
                  AND r.at <= c.issued_at + :idle * interval '1 millisecond')
            LIMIT :limit FOR UPDATE OF c SKIP LOCKED\
            """)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .bind("idle", idle.toMillis())
        .bind("ahead", ahead.toMillis())
        .bind("limit", limit)
        .map((row, _) -> ending(row))
        .list();
  }

  /** Locks those that were thought to die unused and have been refreshed since. */
  public List<Ending> recovered(
      Handle handle, Credentials of, Duration idle, Duration ahead, int limit) {
    return handle
        .createQuery(
            """
            SELECT c.connection, c.provider, c.user_id, c.user_email, c.organization,
              c.authorized_at, c.reauthorize_by,
              c.issued_at + :idle * interval '1 millisecond' AS idle_end
            FROM reauthorization AS r JOIN connection AS c ON c.connection = r.connection
            WHERE r.state = 'expiring' AND r.reason = 'refresh_token_expired'
              AND r.at <= evergrant_now() + :ahead * interval '1 millisecond'
              AND r.app = :app AND r.environment = :environment
              AND c.status = 'active' AND c.refresh_token IS NOT NULL
              AND c.issued_at + :idle * interval '1 millisecond' > r.at
              AND r.at IS DISTINCT FROM c.reauthorize_by
            LIMIT :limit FOR UPDATE OF c SKIP LOCKED\
            """)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .bind("idle", idle.toMillis())
        .bind("ahead", ahead.toMillis())
        .bind("limit", limit)
        .map((row, _) -> ending(row))
        .list();
  }

  static Ending ending(ResultSet row) throws SQLException {
    return new Ending(
        ConnectionId.parse(row.getString("connection")),
        Columns.consent(row, null),
        Columns.time(row, "idle_end"),
        Columns.time(row, "reauthorize_by"));
  }
}
