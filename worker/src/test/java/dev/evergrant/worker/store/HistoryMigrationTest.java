package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.HistoryRows.Entry;
import dev.evergrant.worker.store.Inspection.Happened;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A database of the first release, with a history, becomes one whose history is by months. */
class HistoryMigrationTest {
  private final Stack stack = Stack.shared();
  private final Database database = open();

  private Database open() {
    try {
      Config.Database config =
          new Config.Database(
              stack.freshDatabase(), stack.databaseUser(), new Secret(stack.databasePassword()));
      return Database.open(config, 2);
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatHappenedBeforeIsStillThereInItsOrderAndNewEntriesFollow() {
    // Given
    migrateToTheFirstRelease();
    ConnectionId id = Tables.connection("user-1");
    happened(id, "500 days", "issued", 1);
    happened(Tables.connection("user-2"), "90 days", "issued", 1);
    happened(id, "3 days", "refreshed", 2);
    execute("INSERT INTO worker (id, name) OVERRIDING SYSTEM VALUE VALUES (7, 'worker-7-abc')");
    // When
    assertThat(Migrations.migrate(database.pool())).isPositive();
    happened(id, "2 days", "refreshed", 3);
    append(id, "revoked", 4);
    // Then
    List<Happened> history = new Inspection(database.jdbi()).history(id.toString(), 10);
    assertThat(history)
        .extracting(Happened::what)
        .containsExactly("issued", "refreshed", "refreshed", "revoked");
    assertThat(history).extracting(Happened::version).containsExactly(1L, 2L, 3L, 4L);
    assertThat(history.getFirst().workerName()).isEqualTo("worker-7-abc");
    assertThat(count("SELECT count(DISTINCT id) FROM history")).isEqualTo(5);
    assertThat(count("SELECT count(*) FROM history_default")).isZero();
  }

  @Test
  void whatHappenedBeforeGoesWhenAllOfItIsTooOldAndNotEarlier() {
    // Given
    migrateToTheFirstRelease();
    happened(Tables.connection("user-1"), "500 days", "issued", 1);
    happened(Tables.connection("user-1"), "1 day", "refreshed", 2);
    assertThat(Migrations.migrate(database.pool())).isPositive();
    // Then
    assertThat(droppedAfter("400 days")).isZero();
    assertThat(count("SELECT count(*) FROM history")).isEqualTo(2);
    assertThat(droppedAfter("440 days")).isPositive();
    assertThat(count("SELECT count(*) FROM history")).isZero();
  }

  @Test
  void aHistoryWithoutEntriesLeavesNoTableBehind() {
    migrateToTheFirstRelease();
    assertThat(Migrations.migrate(database.pool())).isPositive();
    assertThat(count("SELECT count(*) FROM pg_class WHERE relname = 'history_before'")).isZero();
    assertThat(count("SELECT count(*) FROM history_partition")).isEqualTo(4);
  }

  /** How many partitions are dropped at that time with the usual limit. */
  private int droppedAfter(String later) {
    execute(
        "CREATE OR REPLACE FUNCTION evergrant_now() RETURNS timestamptz LANGUAGE sql STABLE AS"
            + " 'SELECT now() + interval ''"
            + later
            + "'''");
    return database
        .jdbi()
        .inTransaction(handle -> new HistoryRows().forget(handle, Duration.ofDays(400)));
  }

  private void migrateToTheFirstRelease() {
    var _ =
        Flyway.configure()
            .dataSource(database.pool())
            .locations("classpath:dev/evergrant/migrations")
            .table("schema_history")
            .target("2")
            .load()
            .migrate();
  }

  /** As a worker of the first release says it. */
  private void happened(ConnectionId id, String ago, String what, int version) {
    execute(
        """
        INSERT INTO history (connection, at, what, version, detail, attempt, worker)
        VALUES ('%s', now() - interval '%s', '%s', %d, NULL, gen_random_uuid(), 7)\
        """
            .formatted(id, ago, what, version));
  }

  private void append(ConnectionId id, String what, long version) {
    database
        .jdbi()
        .useTransaction(
            handle ->
                new HistoryRows()
                    .append(
                        handle,
                        List.of(new Entry(id, Instant.now(), what, version, null, null, null))));
  }

  private void execute(String sql) {
    database.jdbi().useHandle(handle -> handle.execute(sql));
  }

  private long count(String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
