package dev.evergrant.worker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What ends when, for people to look at: the open rows of {@code reauthorization}, counted by day
 * or one by one. Days are UTC's. An organization that nobody knows is called {@code unknown}.
 * Read-only, holds no secret, and safe for any thread.
 */
public final class Calendar {
  /** Stands for the organization of people of whom it is unknown. */
  public static final String UNKNOWN = "unknown";

  /** So many groups are told apart at most, those with the most connections. */
  static final int MOST_GROUPS = 500;

  private final Jdbi jdbi;

  public Calendar(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Whose ends are looked at; null stands for everybody's. */
  public record Whose(
      @Nullable String app, @Nullable String environment, @Nullable String organization) {
    /** Everybody's. */
    public static final Whose ANYBODYS = new Whose(null, null, null);
  }

  /** Counts by group and day; reads every open row up to the last of the days once. */
  public Picture picture(Whose whose, int days) {
    return jdbi.withHandle(
        handle -> {
          Instant now = Database.now(handle);
          Instant today = now.truncatedTo(ChronoUnit.DAYS);
          var query =
              handle
                  .createQuery(
                      """
                      WITH cell AS MATERIALIZED (
                        SELECT app, environment, coalesce(organization, 'unknown') AS organization,
                          CASE WHEN state = 'expiring' AND at >= :today THEN
                            floor(extract(epoch FROM at - :today) / 86400)::integer END AS day,
                          count(*) AS connections
                        FROM reauthorization
                        WHERE state <> 'resolved' AND at < :until
                          AND (CAST(:app AS text) IS NULL OR app = :app)
                          AND (CAST(:environment AS text) IS NULL OR environment = :environment)
                          AND (CAST(:organization AS text) IS NULL
                            OR coalesce(organization, 'unknown') = :organization)
                        GROUP BY 1, 2, 3, 4),
                      ranked AS MATERIALIZED (
                        SELECT app, environment, organization,
                          row_number() OVER (
                            ORDER BY sum(connections) DESC, app, environment, organization)
                            <= :most AS shown
                        FROM cell GROUP BY app, environment, organization)
                      SELECT CASE WHEN shown THEN app END AS app,
                        CASE WHEN shown THEN environment END AS environment,
                        CASE WHEN shown THEN organization END AS organization,
                        day, sum(connections) AS connections,
                        (SELECT count(*) FROM ranked) AS all_groups
                      FROM cell JOIN ranked USING (app, environment, organization)
                      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4\
                      """)
                  .bind("today", today)
                  .bind("until", today.plus(Duration.ofDays(days)))
                  .bind("most", MOST_GROUPS);
          return Picture.of(now, days, of(query, whose).map((row, _) -> cell(row)).list());
        });
  }

  private static Picture.Cell cell(ResultSet row) throws SQLException {
    String app = row.getString("app");
    int day = row.getInt("day");
    Integer dayOrEnded = row.wasNull() ? null : day;
    return new Picture.Cell(
        app == null
            ? null
            : new Picture.Group(app, row.getString("environment"), row.getString("organization")),
        dayOrEnded,
        row.getLong("connections"),
        row.getLong("all_groups"));
  }

  /** One connection. */
  public record Item(
      long id,
      String connection,
      String app,
      String environment,
      String subject,
      String organization,
      @Nullable String userId,
      @Nullable String userEmail,
      String state,
      String reason,
      Instant at,
      int told,
      @Nullable String batch) {

    /** Where it stands in a list. */
    public Place place() {
      return new Place(at, id);
    }
  }

  /** A place in a list, after which it goes on. */
  public record Place(Instant at, long id) {
    /** Before the first. */
    public static final Place START = new Place(Instant.EPOCH, 0);

    /**
     * Reads what {@code toString} writes.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Place parse(String text) {
      try {
        String[] parts = text.split("_", 2);
        return new Place(Instant.parse(parts[0]), Long.parseLong(parts[1]));
      } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
        throw new IllegalArgumentException("A list goes on after what its link to the next says.");
      }
    }

    @Override
    public String toString() {
      return at + "_" + id;
    }
  }

  /** The next ones of a list, by the time of their end. */
  public List<Item> list(When when, Whose whose, Place after, int limit) {
    return jdbi.withHandle(
        handle -> {
          Instant today = Database.now(handle).truncatedTo(ChronoUnit.DAYS);
          When.Span span = when.span(today);
          var query =
              handle
                  .createQuery(
                      """
                      SELECT id, connection, app, environment, subject,
                        coalesce(organization, 'unknown') AS organization, user_id, user_email,
                        state, reason, at, told, batch
                      FROM reauthorization
                      WHERE state <> 'resolved' AND at >= :from AND at < :until
                        AND (state = 'expired' OR at < :today) = :ended
                        AND (CAST(:app AS text) IS NULL OR app = :app)
                        AND (CAST(:environment AS text) IS NULL OR environment = :environment)
                        AND (CAST(:organization AS text) IS NULL
                          OR coalesce(organization, 'unknown') = :organization)
                        AND (at, id) > (:at, :id)
                      ORDER BY at, id LIMIT :limit\
                      """)
                  .bind("from", span.from())
                  .bind("until", span.until())
                  .bind("today", today)
                  .bind("ended", span.ended())
                  .bind("at", after.at())
                  .bind("id", after.id())
                  .bind("limit", limit);
          return of(query, whose).map((row, _) -> item(row)).list();
        });
  }

  private static Query of(Query query, Whose whose) {
    return query
        .bind("app", whose.app())
        .bind("environment", whose.environment())
        .bind("organization", whose.organization());
  }

  private static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getLong("id"),
        row.getString("connection"),
        row.getString("app"),
        row.getString("environment"),
        row.getString("subject"),
        row.getString("organization"),
        row.getString("user_id"),
        row.getString("user_email"),
        row.getString("state"),
        row.getString("reason"),
        Columns.requiredTime(row, "at"),
        row.getInt("told"),
        row.getString("batch"));
  }
}
