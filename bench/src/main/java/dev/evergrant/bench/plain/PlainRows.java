package dev.evergrant.bench.plain;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.json.JsonMapper;

/** The plain design's tables, the worker's own, one row at a time. Safe for any thread. */
final class PlainRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OWNER = 1;

  private final Jdbi jdbi;
  private final Cipher cipher;

  PlainRows(Jdbi jdbi, Cipher cipher) {
    this.jdbi = jdbi;
    this.cipher = cipher;
  }

  /** A connection of which an attempt has been recorded. */
  record Begun(ConnectionId id, long version, String provider, String refreshToken, UUID attempt) {}

  /** A promise that is to be kept. */
  record Promised(long id, Message message) {}

  /** Records the attempt, unless another one is under way. */
  Optional<Begun> begin(String connection) {
    UUID attempt = UUID.randomUUID();
    return jdbi.inTransaction(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE connection SET owner = :owner, attempt = :attempt
                    WHERE connection = :connection AND status = 'active' AND owner IS NULL
                    RETURNING version, provider, refresh_token\
                    """)
                .bind("owner", OWNER)
                .bind("attempt", attempt)
                .bind("connection", connection)
                .map(
                    (row, _) ->
                        new Begun(
                            ConnectionId.parse(connection),
                            row.getLong("version"),
                            row.getString("provider"),
                            new String(
                                cipher.open(
                                    row.getBytes("refresh_token"),
                                    connection,
                                    "refresh_token",
                                    row.getLong("version")),
                                StandardCharsets.UTF_8),
                            attempt))
                .findOne());
  }

  /** Stores the new tokens, what happened and what is to be said, in one transaction. */
  Promised store(Begun begun, TokenSet tokens, Map<String, String> sealed, Messages messages) {
    var consent = new Consent(begun.provider(), User.UNKNOWN, null, tokens.issuedAt());
    var active = new Connection.Active(begun.id(), begun.version() + 1, consent, tokens);
    Message message = messages.refreshed(active, sealed, tokens.issuedAt());
    String name = begun.id().toString();
    return jdbi.inTransaction(
        handle -> {
          int written =
              handle
                  .createUpdate(
                      """
                      UPDATE connection SET version = version + 1, access_token = :access,
                        refresh_token = :refresh, issued_at = :issued, expires_at = :expires,
                        due_at = :due, floor_at = :floor, settled_attempt = :attempt,
                        owner = NULL, attempt = NULL, updated_at = now()
                      WHERE connection = :connection AND version = :version\
                      """)
                  .bind("access", seal(tokens.accessToken().reveal(), name, "access_token", active))
                  .bind(
                      "refresh",
                      seal(
                          requireNonNull(tokens.refreshToken()).reveal(),
                          name,
                          "refresh_token",
                          active))
                  .bind("issued", tokens.issuedAt())
                  .bind("expires", tokens.expiresAt())
                  .bind("due", tokens.dueAt())
                  .bind("floor", tokens.floorAt())
                  .bind("attempt", begun.attempt())
                  .bind("connection", name)
                  .bind("version", begun.version())
                  .execute();
          if (written != 1) {
            throw new IllegalStateException(name + " has moved on");
          }
          handle
              .createUpdate(
                  """
                  INSERT INTO history (connection, at, what, version, attempt, worker)
                  VALUES (:connection, :at, 'refreshed', :version, :attempt, :owner)\
                  """)
              .bind("connection", name)
              .bind("at", Instant.now())
              .bind("version", active.version())
              .bind("attempt", begun.attempt())
              .bind("owner", OWNER)
              .execute();
          long id =
              handle
                  .createQuery(
                      """
                      INSERT INTO outbox (topic, key, headers, payload)
                      VALUES (:topic, :key, CAST(:headers AS jsonb), :payload) RETURNING id\
                      """)
                  .bind("topic", message.topic())
                  .bind("key", message.key())
                  .bind("headers", JSON.writeValueAsString(message.headers()))
                  .bind("payload", message.payload())
                  .mapTo(Long.class)
                  .one();
          return new Promised(id, message);
        });
  }

  private byte[] seal(String token, String connection, String field, Connection.Active active) {
    return cipher.seal(token.getBytes(StandardCharsets.UTF_8), connection, field, active.version());
  }

  /** Forgets a promise that has been kept. */
  void kept(Promised promised) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM outbox WHERE id = ?", promised.id()));
  }
}
