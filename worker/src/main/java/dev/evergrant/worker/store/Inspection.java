package dev.evergrant.worker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Read-only views for people; they hold no secret. */
public final class Inspection {
  private final Jdbi jdbi;

  public Inspection(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** One connection on one line. */
  public record Line(List<String> columns) {}

  /** The connections, by name. */
  public List<Line> list(
      @Nullable String app, @Nullable String status, boolean heldOnly, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT connection, status, reason, version, expires_at, problem, held,
                      evergrant_now() AS now
                    FROM connection
                    WHERE (CAST(:app AS text) IS NULL OR app = :app)
                      AND (CAST(:status AS text) IS NULL OR status = :status)
                      AND (NOT :held OR held IS NOT NULL)
                    ORDER BY connection LIMIT :limit\
                    """)
                .bind("app", app)
                .bind("status", status)
                .bind("held", heldOnly)
                .bind("limit", limit)
                .map((row, _) -> line(row))
                .list());
  }

  private static Line line(ResultSet row) throws SQLException {
    String reason = row.getString("reason");
    String held = row.getString("held");
    String problem = held == null ? row.getString("problem") : "held: " + held;
    return new Line(
        List.of(
            row.getString("connection"),
            row.getString("status"),
            "version " + row.getLong("version"),
            reason == null ? expiry(row) : reason,
            problem == null ? "" : problem));
  }

  private static String expiry(ResultSet row) throws SQLException {
    Duration left =
        Duration.between(Columns.requiredTime(row, "now"), Columns.requiredTime(row, "expires_at"));
    return left.isNegative()
        ? "expired"
        : "expires in " + left.toMinutes() + " min " + left.toSecondsPart() + " s";
  }

  /** One connection's state, by column; empty if there is none of that name. */
  public Map<String, String> show(String connection) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT connection, provider, status, reason, version, scope, token_type,
                      authorized_at, issued_at, expires_at, due_at, reauthorize_by, user_id,
                      user_email, organization, identified_at, in_doubt, doubt_since, failures,
                      refusals, problem, held, updated_at
                    FROM connection WHERE connection = :connection\
                    """)
                .bind("connection", connection)
                .map((row, _) -> present(row))
                .findOne()
                .orElseGet(Map::of));
  }

  private static Map<String, String> present(ResultSet row) throws SQLException {
    Map<String, String> state = new LinkedHashMap<>();
    var columns = row.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnName(i);
      boolean time = columns.getColumnTypeName(i).equals("timestamptz");
      boolean never = time && "infinity".equals(row.getString(i));
      Object value = time && !never ? Columns.time(row, name) : row.getString(i);
      if (value != null) {
        state.put(name, value.toString());
      }
    }
    return state;
  }

  /**
   * One thing that happened to a connection.
   *
   * @param worker its number
   * @param workerName absent where it started before names were kept
   * @param fingerprint of the secret that the attempt had to spend, its first eight digits
   */
  public record Happened(
      Instant at,
      String what,
      @Nullable Long version,
      @Nullable String detail,
      @Nullable UUID attempt,
      @Nullable Integer worker,
      @Nullable String workerName,
      @Nullable String fingerprint) {}

  /** What happened to a connection, the last entries, oldest first. */
  public List<Happened> history(String connection, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT latest.*, w.name FROM (
                      SELECT id, at, what, version, detail, attempt, worker,
                        left(encode(fingerprint, 'hex'), 8) AS fingerprint
                      FROM history
                      WHERE connection = :connection ORDER BY id DESC LIMIT :limit) AS latest
                    LEFT JOIN worker_name AS w ON w.id = latest.worker
                    ORDER BY latest.id\
                    """)
                .bind("connection", connection)
                .bind("limit", limit)
                .map((row, _) -> happened(row))
                .list());
  }

  private static Happened happened(ResultSet row) throws SQLException {
    return new Happened(
        Columns.requiredTime(row, "at"),
        row.getString("what"),
        row.getObject("version", Long.class),
        row.getString("detail"),
        row.getObject("attempt", UUID.class),
        row.getObject("worker", Integer.class),
        row.getString("name"),
        row.getString("fingerprint"));
  }
}
