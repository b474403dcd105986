package dev.evergrant.devkit.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path directory;

  @Test
  void dataIsStillThereAfterARestart() throws Exception {
    try (var postgres = EmbeddedPostgres.start(directory, 0, "se'cret")) {
      execute(postgres, "CREATE TABLE note AS SELECT 'kept' AS text");
    }
    try (var postgres = EmbeddedPostgres.start(directory, 0, "another")) {
      assertThat(ask(postgres, "SELECT text FROM note")).isEqualTo("kept");
    }
  }

  @Test
  void theServerIsDurableAndListensLocallyOnly() throws Exception {
    try (var postgres = EmbeddedPostgres.start(directory, 0, "secret")) {
      assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("localhost");
    }
  }

  @Test
  void aProcessThatOnlyHasTheNumberOfAnOldServerIsLeftAlone() throws IOException {
    // Given
    Path data = Files.createDirectories(directory.resolve("data"));
    var self = ProcessHandle.current();
    Files.writeString(data.resolve("postmaster.pid"), self.pid() + "\n");
    // When
    Postmaster.stopLeftover(data);
    // Then
    assertThat(self.isAlive()).isTrue();
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
