package dev.evergrant.devkit.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
  @TempDir Path directory;

  @Test
  void bothServicesComeUpAgainInTheDirectoriesAndOnThePortsOfAKilledProcess() throws Exception {
    // Given
    int kafkaPort = FreePort.orAny(0);
    int databasePort = FreePort.orAny(0);
    try (var _ =
        DoomedProcess.start(
            ServicesMain.class,
            directory.toString(),
            String.valueOf(kafkaPort),
            String.valueOf(databasePort))) {
      assertThat(directory).isNotEmptyDirectory();
    }
    // When
    try (var kafka = EmbeddedKafka.start(directory.resolve("kafka"), kafkaPort);
        var postgres =
            EmbeddedPostgres.start(directory.resolve("postgres"), databasePort, "secret")) {
      // Then
      var notes = new Notes(kafka.bootstrapServers());
      notes.write("after");
      assertThat(notes.read(2)).containsExactly("before", "after");
      assertThat(note(postgres)).isEqualTo("before");
    }
  }

  private static String note(EmbeddedPostgres postgres) throws Exception {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT text FROM note")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
