package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** How PostgreSQL runs the statements of the hot path, in tables that it knows nothing of yet. */
class KeptPlansTest {
  /** The driver has a statement kept when it is run for the fifth time. */
  private static final int OFTEN = 20;

  private final Tables tables = Tables.empty();

  @Test
  void connectionsAreLookedUpByOnePlanForBatchesOfAnySize() {
    tables
        .jdbi()
        .useTransaction(
            handle -> {
              often(i -> tables.connections.lock(handle, ids(i % 2 == 0 ? 1 : 500)));
              assertThat(
                      plan(
                          handle,
                          plannedOnce(handle, "%FROM connection AS c WHERE connection = ANY%"),
                          "'{}'"))
                  .contains("Index Cond: (connection = ANY ($1))")
                  .doesNotContain("Seq Scan on connection");
            });
  }

  @Test
  void grantsEndByOnePlanForBatchesOfAnySize() {
    tables
        .jdbi()
        .useTransaction(
            handle -> {
              tables.connections.lock(handle, ids(1));
              often(i -> tables.grants.end(handle, ended(i % 2 == 0 ? 1 : 500)));
              assertThat(
                      plan(
                          handle,
                          plannedOnce(handle, "UPDATE authorization_grant%"),
                          "'{}', '{}', '{}'"))
                  .contains("Nested Loop", "Index Cond: (id = d.id)");
            });
  }

  @Test
  void theOldestPromisesAreReadAlongTheirIndexThoughTheTableWasEmptyAtFirst() {
    OutboxRows outbox = new OutboxRows();
    tables
        .jdbi()
        .useHandle(
            handle -> {
              Jdbi same = Jdbi.create(handle.getConnection());
              often(i -> outbox.oldest(same, 1_000));
              handle.execute(
                  """
                  INSERT INTO outbox (topic, key, headers, payload)
                  SELECT 'topic', 'key', '{}', 'payload' FROM generate_series(1, 5000)\
                  """);
              assertThat(plan(handle, kept(handle, "%FROM outbox ORDER BY id%"), "1000"))
                  .contains("Index Scan using outbox_pkey")
                  .doesNotContain("Sort");
            });
  }

  private static void often(IntConsumer run) {
    IntStream.range(0, OFTEN).forEach(run);
  }

  private static List<ConnectionId> ids(int many) {
    return IntStream.range(0, many)
        .mapToObj(i -> new ConnectionId("crm", "production", "user-" + i))
        .toList();
  }

  private static List<GrantRows.Ended> ended(int many) {
    return IntStream.range(0, many)
        .mapToObj(i -> new GrantRows.Ended(i, "connected", null))
        .toList();
  }

  /** The name of a statement that the session keeps, and that has been planned once. */
  private static String plannedOnce(Handle handle, String statement) {
    assertThat(
            handle
                .createQuery(
                    """
                    SELECT generic_plans > 0 AND custom_plans = 0 FROM pg_prepared_statements
                    WHERE statement LIKE :statement\
                    """)
                .bind("statement", statement)
                .mapTo(Boolean.class)
                .one())
        .isTrue();
    return kept(handle, statement);
  }

  private static String kept(Handle handle, String statement) {
    return handle
        .createQuery("SELECT name FROM pg_prepared_statements WHERE statement LIKE :statement")
        .bind("statement", statement)
        .mapTo(String.class)
        .one();
  }

  private static String plan(Handle handle, String name, String given) {
    return String.join(
        "\n",
        handle
            .createQuery("EXPLAIN EXECUTE \"%s\" (%s)".formatted(name, given))
            .mapTo(String.class)
            .list());
  }
}
