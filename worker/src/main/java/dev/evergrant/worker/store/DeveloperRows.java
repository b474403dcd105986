package dev.evergrant.worker.store;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Connections of development credentials, for the rule that ends them. A person is told from others
 * by the address, else by the provider's id, else by the frontend's: somebody who is known by
 * different ones in two connections counts twice, which errs on the side of a warning.
 */
public final class DeveloperRows {

  /** How a person is told from others. */
  public static String person(User user, String subject) {
    if (user.email() != null) {
      return user.email().toLowerCase(java.util.Locale.ROOT);
    }
    return user.id() != null ? user.id() : subject;
  }

  /**
   * How many people of the organization that owns the app are connected.
   *
   * @param newcomers people who are about to be
   */
  public int people(Handle handle, App app, Collection<String> newcomers) {
    return handle
        .createQuery(
            """
            SELECT count(DISTINCT person) FROM (
              SELECT coalesce(lower(user_email), user_id, subject) AS person FROM connection
              WHERE app = :app AND organization = ANY (:owners)
                AND environment = 'development' AND status = 'active'
              UNION ALL SELECT unnest(:newcomers)) AS people\
            """)
        .bind("app", app.name())
        .bindArray("owners", String.class, app.owners().toArray())
        .bindArray("newcomers", String.class, newcomers.toArray())
        .mapTo(Integer.class)
        .one();
  }

  /** Whose ends are looked at. */
  public enum Whose {
    /** Those of users of the organization that owns the app, which an index finds. */
    OWNERS,
    /** All of the app's development connections. */
    EVERYBODYS
  }

  /**
   * Brings ends in line with the rule. Rows that somebody is changing at this moment are left for
   * the next time.
   *
   * @param crowded the owner has more users than may stay
   * @return the connections whose end has changed, with their new one
   */
  public List<ForecastRows.Ending> settle(
      Handle handle, App app, Duration lifetime, boolean crowded, Whose whose, int limit) {
    Duration absolute = app.provider().refreshTokenLifetime().absolute();
    return handle
        .createQuery(
            """
            WITH wrong AS MATERIALIZED (
              SELECT * FROM (
                SELECT connection, version, reauthorize_by, least(
                    CASE WHEN refresh_token IS NULL THEN expires_at
                      ELSE authorized_at + :absolute * interval '1 millisecond' END,
                    CASE WHEN :crowded OR organization IS NULL OR organization <> ALL (:owners)
                      THEN authorized_at + :lifetime * interval '1 millisecond' END) AS right_end
                FROM connection
                WHERE app = :app AND environment = 'development' AND status = 'active'
                  AND <whose>) AS ends
              WHERE reauthorize_by IS DISTINCT FROM right_end LIMIT <limit>),
            locked AS MATERIALIZED (
              SELECT c.connection, wrong.right_end FROM connection AS c JOIN wrong
                ON c.connection = wrong.connection AND c.version = wrong.version
              FOR UPDATE OF c SKIP LOCKED)
            UPDATE connection AS c SET reauthorize_by = locked.right_end,
              due_at = CASE WHEN c.owner IS NULL AND c.held IS NULL AND locked.right_end > c.issued_at
                THEN least(c.due_at, locked.right_end) ELSE c.due_at END
            FROM locked WHERE c.connection = locked.connection
            RETURNING c.connection, c.provider, c.user_id, c.user_email, c.organization,
              c.authorized_at, c.reauthorize_by, NULL::timestamptz AS idle_end\
            """)
        .define("whose", whose == Whose.OWNERS ? "organization = ANY (:owners)" : "true")
        .define("limit", limit)
        .bind("app", app.name())
        .bindArray("owners", String.class, app.owners().toArray())
        .bind("absolute", millis(absolute))
        .bind("lifetime", lifetime.toMillis())
        .bind("crowded", crowded)
        .map((row, _) -> ForecastRows.ending(row))
        .list();
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
