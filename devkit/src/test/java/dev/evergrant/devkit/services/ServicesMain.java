package dev.evergrant.devkit.services;

import java.nio.file.Path;
import java.sql.DriverManager;

/**
 * Starts both services, writes something to each and waits to be killed. Arguments: the directory
 * and the ports of Kafka and PostgreSQL.
 */
public final class ServicesMain {
  private ServicesMain() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    var kafka = EmbeddedKafka.start(directory.resolve("kafka"), Integer.parseInt(arguments[1]));
    var postgres =
        EmbeddedPostgres.start(
            directory.resolve("postgres"), Integer.parseInt(arguments[2]), "secret");
    var notes = new Notes(kafka.bootstrapServers());
    notes.createTopic();
    notes.write("before");
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE note AS SELECT 'before' AS text");
    }
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
