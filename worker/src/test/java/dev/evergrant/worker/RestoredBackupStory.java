package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.devkit.simulator.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The database is put back to an earlier state, in which refresh tokens live that were spent since.
 */
class RestoredBackupStory {
  private static final String HELD = "SELECT held FROM connection WHERE connection = :connection";
  private static final String PROMISED = "SELECT count(*) FROM outbox WHERE :connection <> ''";
  private static final String BACKUP =
      """
      CREATE TABLE backup AS SELECT * FROM connection;
      ALTER TABLE backup DROP COLUMN urgent_at\
      """;
  private static final String RESTORE =
      """
      DELETE FROM connection;
      INSERT INTO connection (%1$s) SELECT %1$s FROM backup;
      INSERT INTO outbox (topic, key, headers, payload)
        SELECT 'oauth.token-updates.v1', connection, '{}', 'long published' FROM backup\
      """;

  private final World world = new World();

  @TempDir private Path directory;

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void noTokenThatWasSpentSinceTheBackupIsSpentAgain() throws IOException {
    // Given
    Worker first = world.startWorker();
    ConnectionId same = connected("restored-same");
    ConnectionId behind = connected("restored-behind");
    ConnectionId gone = connected("restored-gone");
    world.stop(first);
    execute(BACKUP);
    Worker second = world.startWorker();
    world.reject(behind, 1);
    world.awaitVersion(behind, 2);
    ConnectionId later = connected("restored-later");
    world.withdraw(gone);
    world.awaitEnd(gone, "user_disconnected");
    world.stop(second);
    execute(RESTORE.replace("%1$s", columns()));
    // When
    Worker paused = world.startWorker(Start.PAUSED);
    world.advance(Duration.ofHours(2));
    // Then
    Scrape scrape = new Scrape(paused);
    assertThat(scrape.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(scrape.get("/readyz").body()).contains("crm-sync/production: paused");
    assertThat(world.ask(HELD, behind, String.class)).contains("version 1").contains("version 2");
    assertThat(world.ask(HELD, gone, String.class)).contains("Kafka version 2");
    assertThat(world.ask(HELD, same, String.class)).isNull();
    assertThat(run("connections", "list", "--held"))
        .contains(behind.toString())
        .contains("held: ")
        .doesNotContain(same.toString());
    eventually(() -> assertThat(scrape.value("evergrant_connections_held")).isEqualTo(2));
    assertThat(scrape.value("evergrant_apps_paused")).isEqualTo(2);
    assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(2);
    ConnectionId waiting = world.connect("restored-waiting", Environment.PRODUCTION);
    eventually(
        () ->
            assertThat(
                    world.ask(
                        "SELECT count(*) FROM authorization_grant WHERE connection = :connection",
                        waiting,
                        Long.class))
                .isEqualTo(1));
    int asked = world.outreach.history().size();
    // When
    assertThat(run("resume")).contains("Resumed crm-sync/");
    // Then
    world.awaitVersion(same, 2);
    world.awaitVersion(waiting, 1);
    assertThat(world.alerts(EventTypes.APP_RESUMED)).hasSize(2);
    assertThat(world.seen("refresh", behind)).hasSize(1);
    assertThat(world.ask(HELD, behind, String.class)).isNotNull();
    assertThat(world.outreach.history().subList(asked, world.outreach.history().size()))
        .noneMatch(entry -> String.valueOf(entry.user()).startsWith("restored-behind@"));
    world.connect("restored-behind", Environment.PRODUCTION);
    world.awaitVersion(behind, 3);
    assertThat(world.ask(HELD, behind, String.class)).isNull();
    world.connect("restored-later", Environment.PRODUCTION);
    world.awaitVersion(later, 2);
    assertThat(versions(behind)).containsExactly(1L, 2L, 3L);
    assertThat(versions(same)).containsExactly(1L, 2L);
    assertThat(world.updates(later)).extracting(Heard.Update::type).hasSize(2);
  }

  @Test
  void whatIsHeldIsRefreshedOnceItIsLetGo() throws IOException {
    // Given
    Worker first = world.startWorker();
    ConnectionId behind = connected("released");
    world.stop(first);
    execute("UPDATE connection SET held = 'to be looked at', due_at = 'infinity'");
    world.advance(Duration.ofDays(1));
    world.startWorker(Start.PAUSED);
    world.reject(behind, 1);
    // When
    String said = run("resume", "--release-held");
    // Then
    assertThat(said).contains("1 held connections are let go.");
    world.awaitVersion(behind, 2);
    assertThat(run("resume")).contains("Nothing was paused by an operator.");
  }

  @Test
  void aPauseIsAlertedAboutOnceHoweverManyWorkersStartSo() {
    world.startWorker(Start.PAUSED);
    world.startWorker(Start.PAUSED);
    eventually(
        () ->
            assertThat(
                    world.ask(PROMISED, World.connection("-", Environment.PRODUCTION), Long.class))
                .isZero());
    eventually(() -> assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(2));
  }

  private List<Long> versions(ConnectionId connection) {
    return world.updates(connection).stream().map(update -> update.data().version()).toList();
  }

  private ConnectionId connected(String user) {
    ConnectionId connection = world.connect(user, Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    return connection;
  }

  private void execute(String sql) {
    world.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private String columns() {
    return world
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT string_agg(column_name, ', ') FROM information_schema.columns
                        WHERE table_name = 'backup'\
                        """)
                    .mapTo(String.class)
                    .one());
  }

  private String run(String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("evergrant.yaml"), world.yaml());
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine(Main.root());
    line.setOut(new PrintWriter(out, true));
    String[] call = Arrays.copyOf(arguments, arguments.length + 2);
    call[arguments.length] = "--config";
    call[arguments.length + 1] = file.toString();
    assertThat(line.execute(call)).isZero();
    return out.toString();
  }
}
