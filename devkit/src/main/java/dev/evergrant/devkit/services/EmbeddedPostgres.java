package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * One PostgreSQL server on the loopback interface, its processes children of this one, as durable
 * as a real one (fsync on). It has a role and a database {@code evergrant}. Its directory may be
 * used again after a stop, clean or not, also of the whole JVM: a server that an earlier JVM left
 * running on the directory is stopped first. Runs as root too. Thread-safe.
 *
 * <p>Nothing closes it by itself when the JVM ends: close it, from a shutdown hook where needed.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String NAME = "evergrant";
  private static final Duration START = Duration.ofSeconds(60);

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
  private final String password;
  private final Path data;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, String password, Path data) {
    this.server = server;
    this.password = password;
    this.data = data;
  }

  /**
   * Starts a server and returns when it takes connections.
   *
   * @param directory keeps the databases; created and initialised when it is not yet
   * @param port where clients connect, or 0 for any free port
   * @param password of the role {@code evergrant}; it is set anew at every start
   * @throws IOException when the server cannot be started, or another one of this directory not
   *     stopped
   */
  public static EmbeddedPostgres start(Path directory, int port, String password)
      throws IOException {
    return start(directory, port, password, Map.of());
  }

  /**
   * The same, set as an operator would set it.
   *
   * @param settings by name, as in {@code postgresql.conf}
   * @throws IOException when the server cannot be started, or another one of this directory not
   *     stopped
   */
  public static EmbeddedPostgres start(
      Path directory, int port, String password, Map<String, String> settings) throws IOException {
    Path data = Files.createDirectories(directory.toAbsolutePath()).resolve("data");
    Postmaster.stopLeftover(data);
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setDataDirectory(data)
            .setPort(FreePort.orAny(port))
            .setPGStartupWait(START)
            .setLocaleConfig("locale", "C.UTF-8");
    CONFIGURATION.forEach(builder::setServerConfig);
    settings.forEach(builder::setServerConfig);
    var server = builder.start();
    try (var connection = server.getPostgresDatabase().getConnection()) {
      prepare(connection, password);
    } catch (SQLException | RuntimeException e) {
      server.close();
      throw new IOException("cannot prepare the database " + NAME, e);
    }
    return new EmbeddedPostgres(server, password, data);
  }

  /**
   * Stops the server that an earlier JVM left running on a directory, if there is one.
   *
   * @throws IOException when it does not stop
   */
  public static void stopLeftover(Path directory) throws IOException {
    Postmaster.stopLeftover(directory.toAbsolutePath().resolve("data"));
  }

  /** Of the database {@code evergrant}, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + NAME;
  }

  /** A role that owns the database and may create others. */
  public String user() {
    return NAME;
  }

  /** The password of {@link #user()}. The server trusts every local connection and does not ask. */
  public String password() {
    return password;
  }

  /**
   * Kills the server's main process as {@code kill -9} does, and waits until all its processes are
   * gone, so that it can be started again on the directory.
   *
   * @throws IOException when one of them does not end within 30 s
   */
  public void kill() throws IOException {
    Postmaster.kill(data);
    server.close();
  }

  /** Stops the server and waits for it; the directory stays. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  private static final Map<String, String> CONFIGURATION =
      Map.of(
          // The library starts the server with -F, which these override.
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "max_connections", "100",
          "listen_addresses", "localhost",
          "unix_socket_directories", "''",
          "timezone", "UTC");

  private static void prepare(Connection connection, String password) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (!exists(connection, "SELECT FROM pg_roles WHERE rolname = ?")) {
        statement.execute("CREATE ROLE " + NAME + " LOGIN CREATEDB");
      }
      statement.execute("ALTER ROLE " + NAME + " PASSWORD " + statement.enquoteLiteral(password));
      if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?")) {
        statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
      }
    }
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, NAME);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
