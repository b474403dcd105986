package dev.evergrant.worker.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.evergrant.worker.config.Config;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to PostgreSQL: a pool for short transactions, and sessions for locks that last. */
public final class Database implements AutoCloseable {
  /** Writes a mark into the log, and nothing else; every role may, unless it was taken from it. */
  static final String MARK = "SELECT pg_logical_emit_message(true, 'evergrant', '')";

  private final Config.Database config;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(Config.Database config, HikariDataSource pool) {
    this.config = config;
    this.pool = pool;
    Jdbi created =
        Jdbi.create(pool)
            .installPlugin(new PostgresPlugin())
            .registerArrayType(String.class, "text")
            .registerArrayType(Long.class, "int8")
            .registerArrayType(Integer.class, "int4")
            .registerArrayType(Boolean.class, "bool")
            .registerArrayType(UUID.class, "uuid")
            .registerArrayType(
                Instant.class, "timestamptz", time -> time == null ? null : time.toString());
    // Jdbi's own messages show what a statement was given, people's addresses among it.
    created
        .getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    this.jdbi = created;
  }

  /** Opens a pool of that many connections; they are made when first needed. */
  public static Database open(Config.Database config, int connections) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("evergrant");
    hikari.setDataSource(source(config));
    hikari.setMaximumPoolSize(connections);
    hikari.setMinimumIdle(Math.min(2, connections));
    hikari.setInitializationFailTimeout(-1);
    hikari.setConnectionTimeout(5_000);
    hikari.setValidationTimeout(2_000);
    return new Database(config, new HikariDataSource(hikari));
  }

  private static DataSource source(Config.Database config) {
    PGSimpleDataSource source = new ReturningDataSource();
    source.setUrl(config.url());
    source.setUser(config.user());
    source.setPassword(config.password().reveal());
    try {
      Properties properties = properties();
      for (String name : properties.stringPropertyNames()) {
        source.setProperty(name, properties.getProperty(name));
      }
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
    return source;
  }

  /** For transactions. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /** The pool, for libraries that want a data source. */
  public HikariDataSource pool() {
    return pool;
  }

  /** A session of its own, outside the pool, for an advisory lock or for listening. */
  public Connection session() throws SQLException {
    Properties properties = properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().reveal());
    return DriverManager.getConnection(config.url(), properties);
  }

  /** The one clock: the database's time, the same throughout a transaction. */
  public static Instant now(Handle handle) {
    return handle.createQuery("SELECT evergrant_now()").mapTo(Instant.class).one();
  }

  /**
   * Lets the transaction of this handle be committed before it is on the disk: at once for all
   * other sessions, and lost if the server crashes in the next moment. What any session commits
   * later is never kept without it.
   */
  public static void commitBeforeDisk(Handle handle) {
    handle.execute("SET LOCAL synchronous_commit = off");
  }

  /**
   * Lets the statements that follow in this transaction keep the plans that the session has made
   * for them, whatever they are given: to make one takes longer than to run it for a few rows. What
   * is made here is a look into an index for each row, and does not depend on statistics, or on a
   * table that was empty then. A plan that the session has from another transaction is kept too,
   * until PostgreSQL analyzes the table.
   */
  static void keepPlans(Handle handle) {
    handle.execute(
        "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off");
  }

  /**
   * Returns when everything is on the disk that was committed before: a transaction that writes
   * nothing but a mark into the log has to wait for all that stands before it there.
   */
  public static void awaitDisk(Jdbi jdbi) {
    jdbi.useHandle(handle -> handle.execute(MARK));
  }

  /** Whether a statement can be run at this moment. */
  public boolean works() {
    try {
      return jdbi.withHandle(
          handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (JdbiException problem) {
      return false;
    }
  }

  /**
   * A lost peer is noticed within seconds, by the server too, and no statement waits for ever. What
   * a worker that is paused or cut off has locked in a transaction is free again soon: else it
   * would hold up all the others, the clock's table first.
   */
  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "evergrant");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty(
        "options",
        "-c lock_timeout=10s -c statement_timeout=50s -c idle_in_transaction_session_timeout=5s"
            + " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3");
    return properties;
  }

  @Override
  public void close() {
    pool.close();
  }
}
