package dev.evergrant.worker.store;

import dev.evergrant.worker.lifecycle.Credentials;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The table {@code app_pause}: app environments whose own configuration the provider refuses, and
 * those that an operator has paused, which no probe resumes.
 */
public final class PauseRows {

  /** One paused app environment. */
  public record Pause(
      String app, String environment, String provider, String error, Instant since) {}

  /**
   * Pauses.
   *
   * @return whether it was not paused before: the one time to alert
   */
  public boolean pause(
      Handle handle, Credentials of, String provider, String error, Duration probeAfter) {
    return handle
            .createUpdate(
                """
                INSERT INTO app_pause (app, environment, provider, error, since, probe_at)
                VALUES (:app, :environment, :provider, :error, evergrant_now(),
                  evergrant_now() + :probeAfter * interval '1 millisecond')
                ON CONFLICT DO NOTHING\
                """)
            .bind("app", of.app())
            .bind("environment", of.environment())
            .bind("provider", provider)
            .bind("error", error)
            .bind("probeAfter", probeAfter.toMillis())
            .execute()
        == 1;
  }

  /**
   * Resumes.
   *
   * @return the pause that ended, if there was one
   */
  public Optional<Pause> resume(Handle handle, Credentials of) {
    return handle
        .createQuery(
            """
            DELETE FROM app_pause
            WHERE app = :app AND environment = :environment AND kind <> 'operator'
            RETURNING app, environment, provider, error, since\
            """)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .map((row, _) -> pause(row))
        .findOne();
  }

  private static Pause pause(ResultSet row) throws SQLException {
    return new Pause(
        row.getString("app"),
        row.getString("environment"),
        row.getString("provider"),
        row.getString("error"),
        Columns.requiredTime(row, "since"));
  }

  /**
   * Pauses until {@link #resumeByOperator}; a pause of another kind becomes one of this kind.
   *
   * @return whether it was not paused by an operator before: the one time to alert
   */
  public boolean pauseByOperator(Handle handle, Credentials of, String provider) {
    return handle
            .createUpdate(
                """
                INSERT INTO app_pause AS p (
                  app, environment, provider, error, since, probe_at, kind)
                VALUES (:app, :environment, :provider, 'operator', evergrant_now(), 'infinity',
                  'operator')
                ON CONFLICT (app, environment) DO UPDATE SET error = excluded.error,
                  probe_at = excluded.probe_at, kind = excluded.kind, since = excluded.since
                WHERE p.kind <> 'operator'\
                """)
            .bind("app", of.app())
            .bind("environment", of.environment())
            .bind("provider", provider)
            .execute()
        == 1;
  }

  /** Ends all pauses that an operator began, and returns them. */
  public List<Pause> resumeByOperator(Handle handle) {
    return handle
        .createQuery(
            """
            DELETE FROM app_pause WHERE kind = 'operator'
            RETURNING app, environment, provider, error, since\
            """)
        .map((row, _) -> pause(row))
        .list();
  }

  /** The names, written app/environment, of all that are paused. */
  public List<String> paused(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT app || '/' || environment FROM app_pause")
                .mapTo(String.class)
                .list());
  }

  /**
   * Takes the turn to probe a paused app environment; of all workers one gets it.
   *
   * @return whether it is this one's turn
   */
  public boolean takeProbe(Jdbi jdbi, Credentials of, Duration every) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE app_pause
                        SET probe_at = evergrant_now() + :every * interval '1 millisecond'
                        WHERE app = :app AND environment = :environment
                          AND probe_at <= evergrant_now()\
                        """)
                    .bind("app", of.app())
                    .bind("environment", of.environment())
                    .bind("every", every.toMillis())
                    .execute()
                == 1);
  }

  /** A worker that starts may bring a new configuration: probe at once. */
  public void probeNow(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE app_pause SET probe_at = evergrant_now() WHERE kind <> 'operator'"));
  }
}
