package dev.evergrant.worker.store;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables of one database of this package's tests, emptied for each of them. */
final class Tables {
  static final Instant NOW = Samples.CLAIMED;
  static final Duration LEASE = Duration.ofMinutes(1);
  static final int WORKER = 1;

  final Database database;
  final Cipher cipher = Cipher.of(Keysets.generate());
  final Fingerprints fingerprints = new Fingerprints(new byte[32]);
  final ConnectionRows connections = new ConnectionRows(cipher, fingerprints);
  final GrantRows grants = new GrantRows(cipher);
  final IdentityRows identities = new IdentityRows(cipher);
  final Claims claims;

  private static final class Lazily {
    private static final Tables ONLY = new Tables();
  }

  private Tables() {
    this.database = open(Stack.shared());
    Migrations.migrate(database.pool());
    this.claims = new Claims(database.jdbi(), cipher, () -> 0);
  }

  private static Database open(Stack stack) {
    try {
      return Database.open(
          new Config.Database(
              stack.freshDatabase(), stack.databaseUser(), new Secret(stack.databasePassword())),
          8);
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** All of them without a row, and the clock at {@link #NOW}. */
  static Tables empty() {
    Tables tables = Lazily.ONLY;
    tables
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    TRUNCATE installation, authorization_grant, withdrawal, connection, app_pause, revocation,
                      reauthorization, restatement, subscription,
                      outbox, delivery, history, worker, quarantine, belief, worker_name,
                      version_floor\
                    """));
    return tables.at(NOW);
  }

  Jdbi jdbi() {
    return database.jdbi();
  }

  /** Stops the database's clock at a moment. */
  Tables at(Instant moment) {
    jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "CREATE OR REPLACE FUNCTION evergrant_now() RETURNS timestamptz LANGUAGE sql"
                        + " STABLE AS 'SELECT timestamptz ''"
                        + moment
                        + "'''"));
    return this;
  }

  static Credentials credentials(String environment) {
    return requireNonNull(Samples.app(Samples.outreach()).credentials().get(environment));
  }

  static ConnectionId connection(String user) {
    return new ConnectionId("crm-sync", "production", user);
  }

  /** An active connection whose token was issued an hour ago. */
  ConnectionId connect(String user, Instant dueAt, Instant floorAt) {
    ConnectionId id = connection(user);
    put(active(id, 1, dueAt, floorAt));
    return id;
  }

  static Connection.Active active(ConnectionId id, long version, Instant dueAt, Instant floorAt) {
    return new Connection.Active(
        id,
        version,
        Samples.consentOf("acme"),
        new TokenSet(
            new Secret("access-" + id.subject()),
            new Secret("refresh-" + id.subject()),
            "Bearer",
            "users.read",
            Samples.CONSENTED,
            floorAt.plusSeconds(60),
            dueAt,
            floorAt,
            null));
  }

  void put(Connection state) {
    put(new ConnectionRows.Next(state, null));
  }

  void put(ConnectionRows.Next next) {
    jdbi()
        .useTransaction(
            handle -> {
              var _ = connections.lock(handle, List.of(next.state().id()));
              connections.put(handle, List.of(next));
            });
  }

  int insert(GrantRows.New... grant) {
    return jdbi().inTransaction(handle -> grants.insert(handle, List.of(grant)));
  }

  static GrantRows.New grant(String event, String code, String user, Instant deadline) {
    return new GrantRows.New(
        "/frontend",
        event,
        code.repeat(32).substring(0, 32).getBytes(StandardCharsets.US_ASCII),
        connection(user),
        new Question.Exchange(
            new Secret(code), "https://crm.example/cb", new Secret("verifier-" + code)),
        Samples.consentOf("acme"),
        deadline);
  }

  List<Due.Refresh> claimRefreshes(int limit) {
    return claims.refreshes(credentials("production"), WORKER, LEASE, limit, false);
  }

  List<Due.Grant> claimGrants(int limit) {
    return claims.grants(credentials("production"), WORKER, LEASE, limit, false);
  }

  /** The whole row of a connection, by column. */
  Map<String, @Nullable Object> row(ConnectionId id) {
    return row("SELECT * FROM connection WHERE connection = :key", id.toString());
  }

  /** The whole row of the grant that an event brought, by column. */
  Map<String, @Nullable Object> grantRow(String event) {
    return row("SELECT * FROM authorization_grant WHERE event_id = :key", event);
  }

  private Map<String, @Nullable Object> row(String sql, String key) {
    Map<String, @Nullable Object> row = new HashMap<>();
    jdbi()
        .withHandle(handle -> handle.createQuery(sql).bind("key", key).mapToMap().one())
        .forEach((column, value) -> row.put(column, comparable(value)));
    return row;
  }

  /** Arrays are compared by identity. */
  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
  }

  /** Runs any statement. */
  void execute(String sql) {
    jdbi().useHandle(handle -> handle.execute(sql));
  }
}
