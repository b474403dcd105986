package dev.evergrant.worker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

class SchemaTest {
  private static final String QUARTZ_TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

  private final Tables tables = Tables.empty();

  @Test
  void everyTableAndColumnHasAComment() {
    assertThat(
            query(
                """
                SELECT c.relname || coalesce('.' || a.attname, '')
                FROM pg_class c
                LEFT JOIN LATERAL (
                  SELECT attname, attnum FROM pg_attribute
                  WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                  UNION ALL SELECT NULL, 0) AS a ON true
                LEFT JOIN pg_description d ON d.objoid = c.oid
                  AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
                  AND c.relname <> 'schema_history'
                  AND coalesce(btrim(d.description), '') = ''
                ORDER BY 1\
                """))
        .isEmpty();
  }

  @Test
  void everyFunctionHasAComment() {
    assertThat(
            query(
                """
                SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                  AND obj_description(oid, 'pg_proc') IS NULL\
                """))
        .isEmpty();
  }

  @Test
  void whatHoldsASecretIsBinary() {
    assertThat(
            query(
                """
                SELECT table_name || '.' || column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND data_type <> 'bytea'
                  AND column_name ~ '(^|_)(code|verifier|access_token|refresh_token|key)$'
                  AND (table_name, column_name) <> ('outbox', 'key')\
                """))
        .isEmpty();
  }

  @Test
  void quartzFindsEveryColumnThatItsOwnScriptMakes() throws IOException {
    // Given
    try (var handle = tables.jdbi().open()) {
      handle.execute("CREATE SCHEMA shipped");
      handle.execute("SET search_path TO shipped");
      handle.createScript(shipped().replaceAll("(?i)COMMIT;", "")).execute();
      handle.execute("SET search_path TO public");
    }
    // Then
    List<String> shipped = columns("shipped");
    assertThat(shipped).hasSizeGreaterThan(70);
    assertThat(columns("public")).isEqualTo(shipped);
    tables.execute("DROP SCHEMA shipped CASCADE");
  }

  /** Name, kind and whether it may be missing; text without a limit takes any varchar. */
  private List<String> columns(String schema) {
    return query(
        """
        SELECT concat_ws(' ', table_name, column_name, CASE
          WHEN data_type IN ('character varying', 'text') THEN 'text'
          ELSE data_type END, CASE is_nullable WHEN 'NO' THEN 'required' END)
        FROM information_schema.columns
        WHERE table_schema = '%s' AND table_name LIKE 'qrtz%%' ORDER BY 1\
        """
            .formatted(schema));
  }

  private static String shipped() throws IOException {
    try (var script = requireNonNull(Scheduler.class.getResourceAsStream(QUARTZ_TABLES))) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }

  private List<String> query(String sql) {
    return tables.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
