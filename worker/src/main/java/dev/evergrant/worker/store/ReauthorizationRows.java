package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Horizon;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code reauthorization}: what only a person can put off or undo, and what people have
 * been told of it. A connection has at most one open row, so that it is named once for each state
 * that it comes into.
 */
public final class ReauthorizationRows {

  /**
   * An end that is known ahead, or has come.
   *
   * @param expired whether it has come
   * @param tellAt when people are to hear of it
   */
  public record Known(
      ConnectionId connection, Consent consent, boolean expired, Horizon.End end, Instant tellAt) {

    /** The known ends of those that have one, to be told so long ahead. */
    public static List<Known> ahead(
        Collection<ForecastRows.Ending> endings, App app, Duration ahead) {
      List<Known> known = new ArrayList<>();
      for (ForecastRows.Ending one : endings) {
        Instant at = one.reauthorizeBy();
        if (at != null) {
          Consent consent = one.consent();
          var end = new Horizon.End(at, Horizon.reason(app, one.connection(), consent, at));
          Instant tellAt = Horizon.tellFrom(consent.authorizedAt(), at, ahead);
          known.add(new Known(one.connection(), consent, false, end, tellAt));
        }
      }
      return known;
    }
  }

  /**
   * Opens rows, or brings open ones into a new state, of which nobody has heard yet; of connections
   * that the caller has locked.
   */
  public void open(Handle handle, List<Known> known) {
    if (known.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO reauthorization AS r (connection, app, environment, subject, provider,
              organization, user_id, user_email, state, reason, at, due_at, since)
            SELECT * FROM unnest(:connection, :app, :environment, :subject, :provider,
              :organization, :user_id, :user_email, :state, :reason, :at, :due_at, :since)
            ON CONFLICT (connection) WHERE state <> 'resolved' DO UPDATE SET
              provider = excluded.provider, organization = excluded.organization,
              user_id = excluded.user_id, user_email = excluded.user_email,
              state = excluded.state, reason = excluded.reason, at = excluded.at,
              due_at = excluded.due_at, since = excluded.since, told = 0\
            """);
    new Columns<>(known)
        .text("connection", row -> row.connection().toString())
        .text("app", row -> row.connection().app())
        .text("environment", row -> row.connection().environment())
        .text("subject", row -> row.connection().subject())
        .text("provider", row -> row.consent().provider())
        .text("organization", row -> row.consent().user().organization())
        .text("user_id", row -> row.consent().user().id())
        .text("user_email", row -> row.consent().user().email())
        .text("state", row -> row.expired() ? "expired" : "expiring")
        .text("reason", row -> row.end().reason().word())
        .times("at", row -> row.end().at())
        .times("due_at", Known::tellAt)
        .times("since", row -> row.consent().authorizedAt())
        .bindTo(update);
    update.execute();
  }

  /**
   * Closes open rows of connections that the caller has locked: nobody has to do anything any more.
   * Where people have heard of one, they are to hear this too; the others just go.
   *
   * @param how in the words of the column's comment
   */
  public void resolve(Handle handle, Collection<ConnectionId> connections, String how) {
    if (connections.isEmpty()) {
      return;
    }
    Object[] names = connections.stream().map(Object::toString).toArray();
    // Two statements: a batch that is being made may name a row while the first one waits for it,
    // and only a statement that begins afterwards sees that it has been heard of.
    handle
        .createUpdate(
            """
            DELETE FROM reauthorization
            WHERE connection = ANY (:names) AND state <> 'resolved' AND batch IS NULL;
            UPDATE reauthorization SET state = 'resolved', reason = :how, told = 0,
              at = evergrant_now(), due_at = evergrant_now()
            WHERE connection = ANY (:names) AND state <> 'resolved'\
            """)
        .bindArray("names", String.class, names)
        .bind("how", how)
        .execute();
  }

  /**
   * What makes up a batch.
   *
   * @param organization null for those of whom it is unknown
   */
  public record Group(
      String state,
      String app,
      String environment,
      String provider,
      @Nullable String organization) {}

  /** Takes over who these people are known to be by now; the caller has locked the connections. */
  public void identify(Handle handle, Collection<ConnectionId> connections) {
    if (connections.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE reauthorization AS r SET organization = c.organization, user_id = c.user_id,
              user_email = c.user_email
            FROM connection AS c
            WHERE c.connection = ANY (:names) AND r.connection = c.connection
              AND r.state <> 'resolved'\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .execute();
  }

  /**
   * The groups of whom something is due to be told. What is resolved comes first, so that nobody
   * takes it for the end of what follows.
   */
  public List<Group> dueGroups(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT state, app, environment, provider, organization
                    FROM reauthorization WHERE due_at <= evergrant_now()
                    ORDER BY state DESC, app, environment, provider, organization\
                    """)
                .map(
                    (row, _) ->
                        new Group(
                            row.getString("state"),
                            row.getString("app"),
                            row.getString("environment"),
                            row.getString("provider"),
                            row.getString("organization")))
                .list());
  }

  /**
   * Puts all of a group that is due into a batch and sets their next reminder. Rows that somebody
   * is changing at this moment are left for the next batch, so that nobody waits for anybody.
   *
   * @param reminders how many follow the first time that a state is told
   * @return how many
   */
  public int take(Handle handle, Group group, String batch, Duration remindEvery, int reminders) {
    return handle
        .createUpdate(
            """
            WITH due AS MATERIALIZED (
              SELECT id, CASE
                  WHEN state = 'resolved' OR told >= :reminders THEN NULL
                  WHEN state = 'expiring'
                    AND at <= evergrant_now() + :every * interval '1 millisecond' THEN NULL
                  ELSE evergrant_now() + :every * interval '1 millisecond' END AS again
              FROM reauthorization
              WHERE due_at <= evergrant_now() AND state = :state AND app = :app
                AND environment = :environment AND provider = :provider
                AND organization IS NOT DISTINCT FROM :organization
              ORDER BY id FOR UPDATE SKIP LOCKED)
            UPDATE reauthorization AS r SET batch = :batch, told = told + 1, due_at = due.again
            FROM due WHERE r.id = due.id\
            """)
        .bind("state", group.state())
        .bind("app", group.app())
        .bind("environment", group.environment())
        .bind("provider", group.provider())
        .bind("organization", group.organization())
        .bind("batch", batch)
        .bind("reminders", reminders)
        .bind("every", remindEvery.toMillis())
        .execute();
  }

  /** An upper bound of the bytes that any connection of a batch takes in its event. */
  public int heaviest(Handle handle, String batch) {
    return handle
        .createQuery(
            """
            SELECT coalesce(max(octet_length(concat(connection, subject, user_id, user_email,
              organization))), 0) FROM reauthorization WHERE batch = :batch\
            """)
        .bind("batch", batch)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * One that a batch names.
   *
   * @param reminder which reminder this is; 0 at the first time
   */
  public record Named(
      long id,
      String connection,
      String subject,
      User user,
      String reason,
      Instant at,
      int reminder) {}

  /** The next ones of a batch, in the order of their ids. */
  public List<Named> part(Handle handle, String batch, long afterId, int limit) {
    return handle
        .createQuery(
            """
            SELECT id, connection, subject, user_id, user_email, organization, reason, at, told
            FROM reauthorization WHERE batch = :batch AND id > :after ORDER BY id LIMIT :limit\
            """)
        .bind("batch", batch)
        .bind("after", afterId)
        .bind("limit", limit)
        .map((row, _) -> named(row))
        .list();
  }

  private static Named named(ResultSet row) throws SQLException {
    return new Named(
        row.getLong("id"),
        row.getString("connection"),
        row.getString("subject"),
        new User(
            row.getString("user_id"), row.getString("user_email"), row.getString("organization")),
        row.getString("reason"),
        Columns.requiredTime(row, "at"),
        row.getInt("told") - 1);
  }

  /** Forgets all that a batch has named, of which nothing more is to be said. */
  public void forget(Handle handle, String batch) {
    handle.execute("DELETE FROM reauthorization WHERE batch = ?", batch);
  }

  /**
   * Follows a change of how long ahead people are told. Rows that somebody is changing at this
   * moment keep their time.
   */
  public void reschedule(Jdbi jdbi, Duration ahead) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    WITH early AS MATERIALIZED (
                      SELECT id, greatest(at - :ahead * interval '1 millisecond',
                        since + (at - since) / 2) AS due_at
                      FROM reauthorization WHERE state = 'expiring' AND told = 0
                      FOR UPDATE SKIP LOCKED)
                    UPDATE reauthorization AS r SET due_at = early.due_at FROM early
                    WHERE r.id = early.id AND r.due_at IS DISTINCT FROM early.due_at\
                    """)
                .bind("ahead", ahead.toMillis())
                .execute());
  }
}
