package dev.evergrant.worker.store;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table {@code quarantine}: token sets that came after others had been stored. None that was
 * received is thrown away while it may still be the one that works.
 */
public final class QuarantineRows {
  private static final Logger log = LoggerFactory.getLogger(QuarantineRows.class);
  private static final String FIELD = "quarantined_refresh_token";

  private final Cipher cipher;
  private final Fingerprints fingerprints;

  public QuarantineRows(Cipher cipher, Fingerprints fingerprints) {
    this.cipher = cipher;
    this.fingerprints = fingerprints;
  }

  /**
   * A token set to keep.
   *
   * @param parent the version whose refresh token brought it; 0 where a code did
   * @param stored the version that is stored
   * @param reason why it is not stored itself, for people
   */
  public record Kept(
      ConnectionId connection,
      long parent,
      long stored,
      UUID attempt,
      Secret refreshToken,
      String reason,
      int worker,
      Instant at) {}

  /** Keeps token sets; one that is kept already, because its commit is run again, stays. */
  public void keep(Handle handle, List<Kept> sets) {
    if (sets.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO quarantine (
              connection, parent, stored, attempt, refresh_token, fingerprint, reason, worker,
              created_at)
            SELECT * FROM unnest(:connection, :parent, :stored, :attempt, :refresh_token,
              :fingerprint, :reason, :worker, :created_at)
            ON CONFLICT (attempt) DO NOTHING\
            """);
    new Columns<>(sets)
        .text("connection", set -> set.connection().toString())
        .longs("parent", Kept::parent)
        .longs("stored", Kept::stored)
        .uuids("attempt", Kept::attempt)
        .bytes(
            "refresh_token",
            set ->
                cipher.seal(set.refreshToken(), place(set.connection(), set.attempt()), FIELD, 0))
        .bytes("fingerprint", set -> fingerprints.of(set.connection(), set.refreshToken()))
        .text("reason", Kept::reason)
        .integers("worker", Kept::worker)
        .times("created_at", Kept::at)
        .bindTo(update);
    update.execute();
  }

  /** The sets of these connections, the newest first. */
  public Map<ConnectionId, Deque<Long>> of(Handle handle, Collection<ConnectionId> connections) {
    Map<ConnectionId, Deque<Long>> sets = new HashMap<>();
    if (connections.isEmpty()) {
      return sets;
    }
    handle
        .createQuery(
            """
            SELECT connection, id FROM quarantine WHERE connection = ANY (:names)
            ORDER BY id DESC FOR UPDATE\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .map(
            (row, _) ->
                Map.entry(ConnectionId.parse(row.getString("connection")), row.getLong("id")))
        .forEach(
            set -> sets.computeIfAbsent(set.getKey(), _ -> new ArrayDeque<>()).add(set.getValue()));
    return sets;
  }

  /** Notes that they are being tried. */
  public void trying(Handle handle, Collection<Long> ids) {
    if (!ids.isEmpty()) {
      handle
          .createUpdate(
              """
              UPDATE quarantine SET tried_at = coalesce(tried_at, evergrant_now())
              WHERE id = ANY (:ids)\
              """)
          .bindArray("ids", Long.class, ids.toArray())
          .execute();
    }
  }

  /** Forgets sets that were refused, or that have become the stored ones. */
  public void delete(Handle handle, Collection<Long> ids) {
    if (!ids.isEmpty()) {
      handle
          .createUpdate("DELETE FROM quarantine WHERE id = ANY (:ids)")
          .bindArray("ids", Long.class, ids.toArray())
          .execute();
    }
  }

  /** A set that nobody wants any more. */
  public record Unwanted(ConnectionId connection, long stored, Secret refreshToken) {}

  /**
   * Takes the sets of connections out that their users have ended. One that does not open is
   * reported and forgotten: a user's wish does not wait for it.
   */
  public List<Unwanted> takeOut(Handle handle, Collection<ConnectionId> connections) {
    return handle
        .createQuery(
            """
            DELETE FROM quarantine WHERE connection = ANY (:names)
            RETURNING connection, stored, attempt, refresh_token\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .map((row, _) -> unwanted(row))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Unwanted> unwanted(ResultSet row) throws SQLException {
    String connection = row.getString("connection");
    UUID attempt = row.getObject("attempt", UUID.class);
    try {
      Secret token = open(cipher, row.getBytes("refresh_token"), connection, attempt);
      return Optional.of(
          new Unwanted(ConnectionId.parse(connection), row.getLong("stored"), token));
    } catch (Cipher.CannotDecrypt problem) {
      log.error("A quarantined token cannot be revoked: {}", problem.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Forgets sets that are certainly stale: a day old, and since then the stored chain has been
   * carried on twice, or it has ended and nothing brought it back.
   *
   * @return how many
   */
  public int purge(Handle handle, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM quarantine WHERE id IN (
              SELECT q.id FROM quarantine AS q LEFT JOIN connection AS c USING (connection)
              WHERE q.created_at < evergrant_now() - interval '1 day'
                AND (c.connection IS NULL OR c.version >= q.stored + 2
                  OR (c.status = 'revoked' AND c.updated_at < evergrant_now() - interval '1 day'))
              LIMIT :limit)\
            """)
        .bind("limit", limit)
        .execute();
  }

  static Secret open(
      Cipher cipher, byte @Nullable [] refreshToken, String connection, UUID attempt) {
    return requireNonNull(
        cipher.openSecret(refreshToken, place(ConnectionId.parse(connection), attempt), FIELD, 0));
  }

  private static String place(ConnectionId connection, UUID attempt) {
    return connection + "#" + attempt;
  }
}
