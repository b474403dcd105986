package dev.evergrant.worker.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether a database can be trusted with tokens: that what it has confirmed is there after a loss
 * of power, that a session is a session, and that it has about the worker's time.
 */
public final class DatabaseChecks {
  private static final int LOCK_CLASS = 1163283274;
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final Duration CLOCKS_APART = Duration.ofSeconds(2);

  /**
   * Something that is not as it should be.
   *
   * @param refuses whether no worker may start with it
   */
  public record Finding(boolean refuses, String sentence) {}

  /** Opens sessions as the worker's own are. */
  public interface Sessions {
    Connection open() throws SQLException;
  }

  private DatabaseChecks() {}

  /**
   * Looks at everything.
   *
   * @param wallClock the worker's
   * @param nanos monotonic
   * @throws SQLException if the database cannot be reached
   */
  public static List<Finding> run(Sessions sessions, InstantSource wallClock, LongSupplier nanos)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (Connection first = sessions.open();
        Connection second = sessions.open()) {
      durable(first, findings);
      marks(first, findings);
      pooled(first, second, findings);
      clocks(first, wallClock, nanos, findings);
    }
    return List.copyOf(findings);
  }

  private static void durable(Connection session, List<Finding> findings) throws SQLException {
    refuseOff(session, findings, "fsync", "in postgresql.conf, and restart PostgreSQL");
    refuseOff(session, findings, "full_page_writes", "in postgresql.conf, and reload it");
    refuseOff(
        session,
        findings,
        "synchronous_commit",
        "or local, in postgresql.conf and for this role and database (ALTER ROLE, ALTER DATABASE)");
  }

  private static void refuseOff(
      Connection session, List<Finding> findings, String setting, String where)
      throws SQLException {
    if (ask(session, "SELECT current_setting('" + setting + "')").equals("off")) {
      findings.add(
          new Finding(
              true,
              setting
                  + " is off: after a loss of power, refresh tokens that the database has confirmed"
                  + " may be gone, and providers do not take the older ones any more. Set "
                  + setting
                  + " to on "
                  + where
                  + "."));
    }
  }

  /** What the intake waits for the disk with. */
  private static void marks(Connection session, List<Finding> findings) throws SQLException {
    try {
      ask(session, Database.MARK);
    } catch (SQLException problem) {
      if (!INSUFFICIENT_PRIVILEGE.equals(problem.getSQLState())) {
        throw problem;
      }
      findings.add(
          new Finding(
              true,
              "This role may not write marks into the log, which the intake waits for before it"
                  + " tells Kafka that a grant is safe. GRANT EXECUTE ON FUNCTION"
                  + " pg_logical_emit_message(boolean, text, text) to it (since PostgreSQL 17"
                  + " boolean, text, text, boolean)."));
    }
  }

  /**
   * A proxy that pools transactions gives each statement whatever connection is free. To see it,
   * another session keeps one busy meanwhile.
   */
  private static void pooled(Connection session, Connection other, List<Finding> findings)
      throws SQLException {
    String backend = ask(session, "SELECT pg_backend_pid()");
    boolean locked =
        ask(session, "SELECT pg_try_advisory_lock(" + LOCK_CLASS + ", pg_backend_pid())")
            .equals("t");
    other.setAutoCommit(false);
    boolean same = locked && !ask(other, "SELECT pg_backend_pid()").equals(backend);
    for (int i = 0; i < 3; i++) {
      same &= ask(session, "SELECT pg_backend_pid()").equals(backend);
    }
    other.rollback();
    same &=
        ask(session, "SELECT pg_advisory_unlock(" + LOCK_CLASS + ", pg_backend_pid())").equals("t");
    if (!same) {
      findings.add(
          new Finding(
              true,
              "A session's statements do not all reach the same server process: there is a"
                  + " transaction-pooling proxy in between. A worker's proof of life is a lock of"
                  + " its session, and would be lost. Connect to PostgreSQL directly, or through a"
                  + " pool of sessions."));
    }
  }

  /**
   * Only how a provider's Retry-After dates are understood, and the times in logs, come from the
   * worker's own clock; due times, leases, deadlines and expiries are the database's. So a
   * difference is a reason to warn and never one to let tokens go without a refresh.
   */
  private static void clocks(
      Connection session, InstantSource wallClock, LongSupplier nanos, List<Finding> findings)
      throws SQLException {
    ask(session, "SELECT clock_timestamp()"); // The first answer of a kind takes longer.
    Instant asked = wallClock.instant();
    long begun = nanos.getAsLong();
    String seconds = ask(session, "SELECT extract(epoch FROM clock_timestamp()) * 1000");
    Duration trip = Duration.ofNanos(nanos.getAsLong() - begun);
    Instant there = Instant.ofEpochMilli(Math.round(Double.parseDouble(seconds)));
    Duration apart = Duration.between(asked.plus(trip.dividedBy(2)), there);
    if (apart.abs().minus(trip.dividedBy(2)).compareTo(CLOCKS_APART) > 0) {
      findings.add(
          new Finding(
              false,
              "The database's clock is "
                  + Math.abs(apart.toMillis()) / 1000
                  + (apart.isNegative() ? " s behind" : " s ahead of")
                  + " this machine's. Due times follow the database's and are safe; times in logs"
                  + " and dates in providers' answers are read by this machine's. Synchronise both"
                  + " clocks (NTP)."));
    }
  }

  private static String ask(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      if (!answer.next()) {
        throw new SQLException("No answer to: " + sql);
      }
      return answer.getString(1);
    }
  }
}
