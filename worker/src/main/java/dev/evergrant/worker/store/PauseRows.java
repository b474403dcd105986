package dev.evergrant.worker.store;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Incident;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The tables {@code app_pause} and {@code belief}: app environments that are asked about by probes
 * only, or by nobody while an operator has paused them, and those whose refusals are believed
 * however many they are.
 */
public final class PauseRows {

  /** Why an app environment is paused. */
  public enum Kind {
    /** The provider refuses the app's own configuration. */
    CONFIGURATION("configuration"),
    /** The provider refuses unusually many refresh tokens; codes are exchanged all the same. */
    REFUSALS("refusals"),
    /** A person has said so, and says when it ends: nothing is claimed, not even a probe. */
    OPERATOR("operator");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    private static Kind of(String word) {
      return Arrays.stream(values())
          .filter(kind -> kind.word.equals(word))
          .findAny()
          .orElseThrow(() -> new IllegalStateException("a pause of an unknown kind: " + word));
    }
  }

  /** One paused app environment. */
  public record Pause(
      String app, String environment, String provider, String error, Instant since) {}

  /**
   * Pauses. A configuration that is refused goes before refused users; users of an environment
   * whose refusals are believed do not pause it.
   *
   * @return whether it was not paused so before: the one time to alert
   */
  public boolean pause(
      Handle handle,
      Credentials of,
      Kind kind,
      String provider,
      String error,
      Duration probeAfter) {
    return handle
            .createUpdate(
                """
                INSERT INTO app_pause AS p (
                  app, environment, provider, kind, error, since, probe_at)
                SELECT :app, :environment, :provider, :kind, :error, evergrant_now(),
                  evergrant_now() + :probeAfter * interval '1 millisecond'
                WHERE :kind = 'configuration' OR NOT EXISTS (
                  SELECT FROM belief WHERE app = :app AND environment = :environment
                    AND until > evergrant_now())
                ON CONFLICT (app, environment) DO UPDATE
                SET kind = excluded.kind, error = excluded.error
                WHERE p.kind = 'refusals' AND excluded.kind = 'configuration'\
                """)
            .bind("app", of.app())
            .bind("environment", of.environment())
            .bind("provider", provider)
            .bind("kind", kind.word)
            .bind("error", error)
            .bind("probeAfter", probeAfter.toMillis())
            .execute()
        == 1;
  }

  /**
   * Resumes what was paused for that reason.
   *
   * @return the pause that ended, if there was one
   */
  public Optional<Pause> resume(Handle handle, Credentials of, Kind kind) {
    return handle
        .createQuery(
            """
            DELETE FROM app_pause
            WHERE app = :app AND environment = :environment AND kind = :kind
            RETURNING app, environment, provider, error, since\
            """)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .bind("kind", kind.word)
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

  /**
   * Notes what a probe of unusual refusals was answered.
   *
   * @param issued whether tokens were issued
   * @param wasRefused whether the connection had been refused before
   * @return how the pause stands now, if there is one of that kind
   */
  public Optional<Incident.Standing> probed(
      Handle handle, Credentials of, boolean issued, boolean wasRefused) {
    return handle
        .createQuery(
            """
            UPDATE app_pause AS p SET issued = issued + CASE WHEN :issued THEN 1 ELSE 0 END,
              recovered = CASE WHEN NOT :issued THEN 0 WHEN :wasRefused THEN recovered + 1
                ELSE recovered END
            WHERE app = :app AND environment = :environment AND kind = 'refusals'
            RETURNING since, issued, recovered, EXISTS (
              SELECT FROM belief AS b WHERE b.app = p.app AND b.environment = p.environment
                AND until > evergrant_now()) AS believed\
            """)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .bind("issued", issued)
        .bind("wasRefused", wasRefused)
        .map(
            (row, _) ->
                new Incident.Standing(
                    Columns.requiredTime(row, "since"),
                    row.getInt("issued"),
                    row.getInt("recovered"),
                    row.getBoolean("believed")))
        .findOne();
  }

  /** Believes refusals of an app environment for a while, and has it probed at once. */
  public void believe(Handle handle, String app, String environment, Duration lasting) {
    handle
        .createUpdate(
            """
            INSERT INTO belief (app, environment, until)
            VALUES (:app, :environment, evergrant_now() + :lasting * interval '1 millisecond')
            ON CONFLICT (app, environment) DO UPDATE SET until = excluded.until\
            """)
        .bind("app", app)
        .bind("environment", environment)
        .bind("lasting", lasting.toMillis())
        .execute();
    handle
        .createUpdate(
            """
            UPDATE app_pause SET probe_at = evergrant_now()
            WHERE app = :app AND environment = :environment AND kind = 'refusals'\
            """)
        .bind("app", app)
        .bind("environment", environment)
        .execute();
  }

  /** The names, written app/environment, of all that are paused, and why. */
  public Map<String, Kind> paused(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT app || '/' || environment AS name, kind FROM app_pause")
                .reduceRows(
                    new HashMap<>(),
                    (paused, row) -> {
                      paused.put(
                          row.getColumn("name", String.class),
                          Kind.of(row.getColumn("kind", String.class)));
                      return paused;
                    }));
  }

  /** The names, written app/environment, of all whose refusals are believed. */
  public List<String> believed(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT app || '/' || environment FROM belief WHERE until > evergrant_now()\
                    """)
                .mapTo(String.class)
                .list());
  }

  /**
   * Takes the turn to probe a paused app environment; of all workers one gets it.
   *
   * @return which probe it is, 1, 2, 3 …; none if it is not this one's turn
   */
  public Optional<Integer> takeProbe(Jdbi jdbi, Credentials of, Duration every) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE app_pause SET probes = probes + 1,
                      probe_at = evergrant_now() + :every * interval '1 millisecond'
                    WHERE app = :app AND environment = :environment
                      AND probe_at <= evergrant_now()
                    RETURNING probes\
                    """)
                .bind("app", of.app())
                .bind("environment", of.environment())
                .bind("every", every.toMillis())
                .mapTo(Integer.class)
                .findOne());
  }

  /** A worker that starts may bring a new configuration: probe at once. */
  public void probeNow(Jdbi jdbi) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE app_pause SET probe_at = evergrant_now() WHERE kind <> 'operator'"));
  }
}
