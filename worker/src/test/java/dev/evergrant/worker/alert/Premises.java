package dev.evergrant.worker.alert;

import dev.evergrant.devkit.services.Stack;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.Installation;
import dev.evergrant.worker.store.Migrations;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** One database for this package's tests, emptied for each of them, whose clock they move. */
record Premises(
    Config.Database place, Database database, Cipher cipher, Fingerprints fingerprints) {

  private static final class Lazily {
    private static final Premises ONLY = open(Stack.shared());
  }

  private static Premises open(Stack stack) {
    try {
      var place =
          new Config.Database(
              stack.freshDatabase(), stack.databaseUser(), new Secret(stack.databasePassword()));
      hurry(place);
      Database database = Database.open(place, 12);
      Migrations.migrate(database.pool());
      Cipher cipher = Cipher.of(Keysets.generate());
      var fingerprints = Installation.fingerprints(database.jdbi(), cipher, new SecureRandom());
      return new Premises(place, database, cipher, fingerprints);
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Nothing here is about a database that crashes, so no commit need wait for the disk. */
  private static void hurry(Config.Database place) throws SQLException {
    String name = place.url().replaceFirst(".*/([^/?]+).*", "$1");
    try (var session =
            DriverManager.getConnection(place.url(), place.user(), place.password().reveal());
        var statement = session.createStatement()) {
      statement.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
    }
  }

  static Premises empty() {
    Premises premises = Lazily.ONLY;
    premises.execute(
        """
        DO $$ BEGIN EXECUTE (
          SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
          WHERE schemaname = 'public' AND tablename <> 'schema_history'
            AND tablename NOT LIKE 'qrtz%'); END $$\
        """);
    return premises;
  }

  Jdbi jdbi() {
    return database.jdbi();
  }

  /** Stops the database's clock at a moment. */
  Instant at(Instant moment) {
    execute(
        "CREATE OR REPLACE FUNCTION evergrant_now() RETURNS timestamptz LANGUAGE sql STABLE"
            + " AS 'SELECT timestamptz ''"
            + moment
            + "'''");
    return moment;
  }

  void execute(String sql, Object... values) {
    jdbi().useHandle(handle -> handle.execute(sql, values));
  }

  <T> List<T> ask(String sql, Class<T> type, Object... values) {
    return jdbi()
        .withHandle(
            handle -> {
              var query = handle.createQuery(sql);
              for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
              }
              return query.mapTo(type).list();
            });
  }

  long count(String sql, Object... values) {
    return ask(sql, Long.class, values).getFirst();
  }
}
