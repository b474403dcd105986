package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code connections history} answers "why did this one die?". */
class HistoryStory {
  private static final String FINGERPRINT =
      "SELECT left(encode(refresh_fingerprint, 'hex'), 8) FROM connection"
          + " WHERE connection = :connection";
  private static final String MONTHS =
      "SELECT count(*) FROM history_partition"
          + " WHERE ends_at > evergrant_now() + interval '2 months' AND :connection <> ''";

  private final World world = new World();

  @TempDir private Path directory;

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void theDeathOfAConnectionWhoseWorkerWasKilledIsExplained() throws IOException {
    // Given
    ConnectionId connection;
    String spent;
    try (var _ = WorkerProcess.start(config())) {
      connection = world.connect("explained", Environment.PRODUCTION);
      world.awaitVersion(connection, 1);
      spent = requireNonNull(world.ask(FINGERPRINT, connection, String.class));
      world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(Duration.ofSeconds(20)));
      world.reject(connection, 1);
      eventually(() -> assertThat(world.seen("refresh", connection)).hasSize(1));
      // When
    }
    world.outreach.faults().clear();
    world.startWorker();
    world.awaitEnd(connection, "lost_in_flight");
    // Then
    List<String> lines = history(connection).lines().toList();
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("issued").contains("version 1"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .containsPattern("rescued +version 1 +attempt [0-9a-f]{8}")
                    .contains("spent " + spent)
                    .containsPattern("worker \\d+ \\(worker-\\d+-[0-9a-f]{8}\\)"))
        .anySatisfy(
            line ->
                assertThat(line).containsPattern("revoked +version 2 ").contains("spent " + spent));
    assertThat(lines.getLast())
        .matches(
            "Ended: lost_in_flight\\. Worker \\d+ \\(worker-\\S+\\) was killed or cut off after it"
                + " had taken version 1's refresh token to send it; the provider then refused that"
                + " token\\.");
    assertThat(String.join("\n", lines)).doesNotContain("explained@acme.example");
  }

  @Test
  void aConnectionThatIsWellIsExplainedToo() throws IOException {
    world.startWorker();
    ConnectionId connection = world.connect("well", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    assertThat(history(connection).lines().toList().getLast())
        .startsWith("Active with version 1, whose access token ends at ");
  }

  @Test
  void theNextMonthsHaveTheirPartitionsWithoutAnybodysDoing() {
    world.advance(Duration.ofDays(200));
    world.startWorker();
    eventually(
        () ->
            assertThat(world.ask(MONTHS, World.connection("-", Environment.PRODUCTION), Long.class))
                .isPositive());
  }

  private Path config() throws IOException {
    return Files.writeString(directory.resolve("evergrant.yaml"), world.yaml());
  }

  private String history(ConnectionId connection) throws IOException {
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine(Main.root());
    line.setOut(new PrintWriter(out, true));
    String file = config().toString();
    assertThat(line.execute("connections", "history", connection.toString(), "--config", file))
        .isZero();
    return out.toString();
  }
}
