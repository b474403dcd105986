package dev.evergrant.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.worker.store.DatabaseChecks;
import dev.evergrant.worker.store.DatabaseChecks.Finding;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a worker from starting, and is said in a sentence. */
class StartChecksStory {
  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aDatabaseAsItShouldBeHasNoFindings() throws SQLException {
    assertThat(findings(InstantSource.system())).isEmpty();
  }

  @Test
  void aDatabaseThatConfirmsBeforeItHasWrittenIsRefused() {
    synchronousCommit("off");
    assertThatThrownBy(world::startWorker)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("synchronous_commit is off")
        .hasMessageContaining("ALTER DATABASE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "on", "remote_write", "remote_apply"})
  void whatIsWrittenBeforeItIsConfirmedIsTrusted(String setting) throws SQLException {
    synchronousCommit(setting);
    assertThat(findings(InstantSource.system())).isEmpty();
  }

  @Test
  void aServerThatDoesNotForceItsWritesIsRefused() throws IOException, SQLException {
    // Given
    try (EmbeddedPostgres careless = serverThatForcesItsWrites("off")) {
      // When
      List<Finding> findings =
          DatabaseChecks.run(
              () -> careless.getPostgresDatabase().getConnection(),
              InstantSource.system(),
              System::nanoTime);
      // Then
      assertThat(findings).allMatch(Finding::refuses);
      assertThat(findings)
          .extracting(Finding::sentence)
          .satisfiesExactly(
              fsync -> assertThat(fsync).startsWith("fsync is off").contains("restart PostgreSQL"),
              pages -> assertThat(pages).startsWith("full_page_writes is off"));
    }
  }

  @Test
  void aRoleThatMayNotMarkTheLogIsRefused() throws IOException, SQLException {
    // Given
    try (EmbeddedPostgres hardened = serverThatForcesItsWrites("on")) {
      run(
          hardened.getPostgresDatabase().getConnection(),
          """
          CREATE ROLE unprivileged;
          DO $$ DECLARE mark regprocedure; BEGIN
            FOR mark IN SELECT oid FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
              EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || mark || ' FROM PUBLIC';
            END LOOP;
          END $$\
          """);
      // When
      List<Finding> findings =
          DatabaseChecks.run(
              () -> run(hardened.getPostgresDatabase().getConnection(), "SET ROLE unprivileged"),
              InstantSource.system(),
              System::nanoTime);
      // Then
      assertThat(findings)
          .singleElement()
          .satisfies(finding -> assertThat(finding.refuses()).isTrue())
          .satisfies(finding -> assertThat(finding.sentence()).contains("GRANT EXECUTE"));
    }
  }

  private static EmbeddedPostgres serverThatForcesItsWrites(String setting) throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", setting)
        .setServerConfig("full_page_writes", setting)
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  private static Connection run(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
    return session;
  }

  @Test
  void aProxyThatPoolsTransactionsIsRefused() throws SQLException {
    // Given
    try (Pooler pooler = new Pooler(world.database()::session)) {
      // When
      List<Finding> findings =
          DatabaseChecks.run(pooler::client, InstantSource.system(), System::nanoTime);
      // Then
      assertThat(findings)
          .singleElement()
          .satisfies(finding -> assertThat(finding.refuses()).isTrue())
          .satisfies(
              finding -> assertThat(finding.sentence()).contains("transaction-pooling proxy"));
    }
  }

  @Test
  void clocksThatDifferAreAReasonToWarnButNotToRefuse() throws SQLException {
    assertThat(findings(() -> Instant.now().minus(Duration.ofSeconds(90))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.refuses()).isFalse())
        .satisfies(finding -> assertThat(finding.sentence()).contains("ahead of this machine's"));
    assertThat(findings(() -> Instant.now().plus(Duration.ofSeconds(5))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).contains("behind this machine's"));
    assertThat(findings(() -> Instant.now().plus(Duration.ofMillis(500)))).isEmpty();
  }

  @Test
  void aSpoolThatCannotBeReadStopsTheStart() throws IOException {
    Files.write(world.spool.resolve("worker-dead.spool"), sealedWithAnotherKey());
    assertThatThrownBy(world::startWorker)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("worker-dead.spool")
        .hasMessageContaining("encryption.keyset");
    assertThat(world.spool.resolve("worker-dead.spool")).exists();
  }

  @Test
  void aSpoolThatCannotBeWrittenStopsTheStart() throws IOException {
    Files.delete(world.spool);
    Files.writeString(world.spool, "a file");
    assertThatThrownBy(world::startWorker)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("spool.directory")
        .hasMessageContaining("cannot be written");
  }

  private void synchronousCommit(String setting) {
    world
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database()"
                        + " || ' SET synchronous_commit = "
                        + setting
                        + "'; END $$"));
  }

  private List<Finding> findings(InstantSource clock) throws SQLException {
    return DatabaseChecks.run(world.database()::session, clock, System::nanoTime);
  }

  private static byte[] sealedWithAnotherKey() {
    byte[] frame = new byte[64];
    frame[0] = 1;
    CRC32C checksum = new CRC32C();
    checksum.update(frame);
    return ByteBuffer.allocate(8 + frame.length)
        .putInt(frame.length)
        .putInt((int) checksum.getValue())
        .put(frame)
        .array();
  }

  /** Gives each client's statement outside a transaction whatever server connection is free. */
  private static final class Pooler implements AutoCloseable {
    private final Deque<Connection> free = new ArrayDeque<>();

    Pooler(DatabaseChecks.Sessions sessions) throws SQLException {
      free.add(sessions.open());
      free.add(sessions.open());
    }

    Connection client() {
      Client client = new Client();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (_, method, arguments) -> client.call(method, arguments));
    }

    @Override
    public void close() throws SQLException {
      for (Connection connection : free) {
        connection.close();
      }
    }

    /** Keeps its server connection for as long as its transaction lasts. */
    private final class Client {
      private @Nullable Connection held;

      @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments)
          throws Throwable {
        if (method.getName().equals("close")) {
          return null;
        }
        Connection server = held == null ? free.pop() : held;
        boolean begins = method.getName().equals("setAutoCommit");
        boolean ends = method.getName().equals("rollback");
        held = begins ? server : ends ? null : held;
        try {
          return method.invoke(server, arguments);
        } catch (InvocationTargetException problem) {
          throw problem.getCause();
        } finally {
          if (ends) {
            server.setAutoCommit(true);
          }
          if (held == null) {
            free.push(server);
          }
        }
      }
    }
  }
}
