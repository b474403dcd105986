package dev.evergrant.worker.store;

import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The database's schema, from the module {@code migrations}. */
public final class Migrations {
  private Migrations() {}

  /**
   * Brings the schema up to date. Safe to run from several places at once.
   *
   * @return how many migrations ran
   */
  public static int migrate(DataSource database) {
    // It holds its lock in a transaction that is idle while the migrations run in another.
    return configuration(database)
        .initSql("SET idle_in_transaction_session_timeout = 0")
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /** The migrations that this version knows and the database has not seen. */
  public static List<String> pending(DataSource database) {
    return Arrays.stream(flyway(database).info().pending()).map(MigrationInfo::getScript).toList();
  }

  /**
   * Refuses to go on with an old schema.
   *
   * @throws SchemaIsOld if migrations are pending
   */
  public static void requireCurrent(DataSource database) {
    List<String> pending = pending(database);
    if (!pending.isEmpty()) {
      throw new SchemaIsOld(pending);
    }
  }

  private static Flyway flyway(DataSource database) {
    return configuration(database).load();
  }

  private static FluentConfiguration configuration(DataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/evergrant/migrations")
        .table("schema_history");
  }

  /** The database lacks migrations. */
  public static final class SchemaIsOld extends RuntimeException {
    private static final long serialVersionUID = 1;

    SchemaIsOld(List<String> pending) {
      super(
          "The database lacks "
              + String.join(", ", pending)
              + ". Run: ./evergrant migrate --config FILE");
    }
  }
}
