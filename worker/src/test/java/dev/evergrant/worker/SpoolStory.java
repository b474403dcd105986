package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is away when the provider answers: the tokens are in one worker's hands only, and
 * that worker ends.
 */
class SpoolStory {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(3);

  private final World world = new World();
  private final Forwarder database = forwarder();

  @TempDir private Path directory;

  private Forwarder forwarder() {
    Matcher url = Pattern.compile("jdbc:postgresql://[^:/]+:(\\d+)/").matcher(world.yaml());
    try {
      return Forwarder.to(url.find() ? Integer.parseInt(url.group(1)) : 5432);
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @AfterEach
  void closeTheWorld() throws IOException {
    world.close();
    database.close();
  }

  @Test
  void tokensThatTheDatabaseHasNotTakenOutliveTheWorkersDeath() throws IOException {
    // Given
    ConnectionId old;
    ConnectionId fresh;
    try (WorkerProcess doomed = WorkerProcess.start(config())) {
      old = world.connect("spooled-1", Environment.PRODUCTION);
      world.awaitVersion(old, 1);
      world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(CALL));
      world.reject(old, 1);
      fresh = world.connect("spooled-2", Environment.PRODUCTION);
      eventually(() -> assertThat(world.seen("refresh", old)).hasSize(1));
      eventually(() -> assertThat(world.seen("exchange", fresh)).hasSize(1));
      // When
      database.cut();
      Scrape scrape = new Scrape(doomed.port());
      eventually(PATIENCE, () -> assertThat(scrape.value("evergrant_spool_records")).isEqualTo(2));
      assertThat(scrape.value("evergrant_spool_age_seconds")).isPositive();
    }
    world.outreach.faults().clear();
    world.startWorker();
    // Then
    world.awaitVersion(old, 2);
    world.awaitVersion(fresh, 1);
    assertThat(fingerprint(world.refreshToken(old, 2))).isEqualTo(lastIssued("refresh", old));
    assertThat(fingerprint(world.refreshToken(fresh, 1))).isEqualTo(lastIssued("exchange", fresh));
    assertThat(world.alerts(EventTypes.AUTHORIZATION_FAILED, fresh)).isEmpty();
    world.reject(old, 2);
    world.awaitVersion(old, 3);
    assertThat(world.seen("refresh", old))
        .hasSize(2)
        .allMatch(entry -> entry.outcome().equals("issued"));
    assertThat(world.seen("exchange", fresh)).hasSize(1);
  }

  @Test
  void aStopInGoodOrderLeavesThemForTheNextStart() throws IOException, InvalidConfig {
    // Given
    Worker worker = Worker.start(ConfigReader.read(config(), Map.of()), _ -> {});
    ConnectionId connection = world.connect("spooled-3", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(CALL));
    world.reject(connection, 1);
    eventually(() -> assertThat(world.seen("refresh", connection)).hasSize(1));
    // When
    database.cut();
    worker.close();
    // Then
    assertThat(world.spool).isNotEmptyDirectory();
    world.outreach.faults().clear();
    world.stop(world.startWorker());
    world.awaitVersion(connection, 2);
    assertThat(fingerprint(world.refreshToken(connection, 2)))
        .isEqualTo(lastIssued("refresh", connection));
    assertThat(world.spool).isEmptyDirectory();
  }

  private @Nullable String lastIssued(String kind, ConnectionId connection) {
    HistoryEntry last = world.seen(kind, connection).getLast();
    return last.issued();
  }

  /** As the simulator's history has it. */
  private static String fingerprint(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** A configuration whose way to the database can be cut. */
  private Path config() throws IOException {
    String yaml =
        world
            .yaml()
            .replaceFirst(
                "jdbc:postgresql://[^/]+/", "jdbc:postgresql://localhost:" + database.port() + "/");
    return Files.writeString(directory.resolve("evergrant.yaml"), yaml);
  }
}
