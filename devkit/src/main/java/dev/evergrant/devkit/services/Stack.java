package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The two services Evergrant runs on, Kafka and PostgreSQL, wherever they come from. Thread-safe.
 */
public sealed interface Stack extends AutoCloseable permits EmbeddedStack, ContainerStack {

  /**
   * Starts both services, on free ports, as the system property {@code stack} says: {@code
   * embedded} (the default) in this process, {@code containers} through Testcontainers.
   *
   * @param directory where the embedded services keep their data; containers leave it empty
   * @throws IOException when a service cannot be started
   */
  static Stack start(Path directory) throws IOException {
    String kind = System.getProperty("stack", "embedded");
    return switch (kind) {
      case "embedded" -> EmbeddedStack.start(directory);
      case "containers" -> ContainerStack.start();
      default ->
          throw new IllegalArgumentException(
              "the system property stack is '" + kind + "', not 'embedded' or 'containers'");
    };
  }

  /**
   * The stack that all tests of this JVM share: started when first asked for, in a directory under
   * {@code target/}, stopped and deleted when the JVM ends. Tests keep out of each other's way by
   * topics, groups and {@link #freshDatabase()} of their own. Not to be closed by them.
   */
  static Stack shared() {
    return SharedStack.get();
  }

  /** What Kafka clients have as {@code bootstrap.servers}. */
  String bootstrapServers();

  /** Of the database {@code evergrant}, without user and password. */
  String jdbcUrl();

  /** A role that may create databases. */
  String databaseUser();

  /** Of {@link #databaseUser()}. */
  String databasePassword();

  /**
   * Where the database keeps its files, write-ahead log included; empty where that is not on this
   * machine's disk.
   */
  Optional<Path> databaseDirectory();

  /** Where Kafka keeps its topics; empty where that is not on this machine's disk. */
  Optional<Path> kafkaDirectory();

  /**
   * Creates an empty database with a name of its own and returns its JDBC URL.
   *
   * @throws SQLException when the server refuses
   */
  default String freshDatabase() throws SQLException {
    return freshDatabase(
        "fresh_%d_%d".formatted(ProcessHandle.current().pid(), SharedStack.nextNumber()));
  }

  /**
   * Creates an empty database and returns its JDBC URL.
   *
   * @param name lower-case letters, digits and underscores
   * @throws SQLException when the server refuses, as it does when the database exists
   */
  default String freshDatabase(String name) throws SQLException {
    if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("not a database name: " + name);
    }
    try (var connection =
            DriverManager.getConnection(jdbcUrl(), databaseUser(), databasePassword());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return jdbcUrl().replaceFirst("/[^/?]+(\\?.*)?$", "/" + name + "$1");
  }

  /** Stops both services. */
  @Override
  void close() throws IOException;
}
