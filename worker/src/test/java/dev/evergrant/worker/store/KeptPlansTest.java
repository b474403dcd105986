package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** How PostgreSQL runs the statements of a commit. */
class KeptPlansTest {
  /** The driver has a statement kept when it is run for the fifth time. */
  private static final int OFTEN = 20;

  private final Tables tables = Tables.empty();

  @Test
  void aPlanIsMadeOnceForBatchesOfAnySizeAndNeverReadsAWholeTable() {
    tables
        .jdbi()
        .useTransaction(
            handle -> {
              Database.keepPlans(handle);
              for (int i = 1; i <= OFTEN; i++) {
                tables.connections.lock(handle, ids(i % 2 == 0 ? 1 : 500));
              }
              Map<String, Object> kept =
                  handle
                      .createQuery(
                          """
                          SELECT name, generic_plans, custom_plans FROM pg_prepared_statements
                          WHERE statement LIKE '%FROM connection AS c WHERE connection = ANY%'\
                          """)
                      .mapToMap()
                      .one();
              assertThat(kept).containsEntry("custom_plans", 0L);
              assertThat((Long) kept.get("generic_plans")).isPositive();
              assertThat(plan(handle, String.valueOf(kept.get("name"))))
                  .as("of a table that was empty when it was made")
                  .contains("Index Scan")
                  .doesNotContain("Seq Scan on connection");
            });
  }

  private static List<ConnectionId> ids(int many) {
    return IntStream.range(0, many)
        .mapToObj(i -> new ConnectionId("crm", "production", "user-" + i))
        .toList();
  }

  private static String plan(Handle handle, String name) {
    return String.join(
        "\n",
        handle
            .createQuery("EXPLAIN EXECUTE \"%s\" ('{}')".formatted(name))
            .mapTo(String.class)
            .list());
  }
}
