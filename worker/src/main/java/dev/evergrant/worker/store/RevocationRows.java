package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table {@code revocation}: refresh tokens that a provider is still to be told to revoke. */
public final class RevocationRows {
  private final Cipher cipher;
  private final Set<String> providers;

  /**
   * @param providers those with a revocation endpoint; nothing is noted for the others
   */
  public RevocationRows(Cipher cipher, Set<String> providers) {
    this.cipher = cipher;
    this.providers = providers;
  }

  /** Notes the stored refresh tokens of connections that are about to be ended. */
  public void noteStored(Handle handle, List<ConnectionId> connections) {
    if (connections.isEmpty() || providers.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO revocation (
              connection, app, environment, version, refresh_token, due_at, created_at)
            SELECT connection, app, environment, version, refresh_token, evergrant_now(),
              evergrant_now()
            FROM connection WHERE connection = ANY (:names) AND refresh_token IS NOT NULL
              AND provider = ANY (:providers)\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .bindArray("providers", String.class, providers.toArray())
        .execute();
  }

  /** Notes a refresh token that came too late to be stored. */
  public void noteLate(
      Handle handle, ConnectionId connection, String provider, long version, Secret token) {
    if (!providers.contains(provider)) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO revocation (
              connection, app, environment, version, refresh_token, due_at, created_at)
            VALUES (:connection, :app, :environment, :version, :token, evergrant_now(),
              evergrant_now())\
            """)
        .bind("connection", connection.toString())
        .bind("app", connection.app())
        .bind("environment", connection.environment())
        .bind("version", version)
        .bind("token", cipher.seal(token, connection.toString(), "refresh_token", version))
        .execute();
  }

  /** A token to revoke. */
  public record Due(long id, ConnectionId connection, Secret refreshToken, int failures) {}

  /** Claims due ones for a while. */
  public List<Due> claim(Jdbi jdbi, Duration lease, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE revocation
                    SET due_at = evergrant_now() + :lease * interval '1 millisecond',
                      failures = failures + 1
                    WHERE id IN (
                      SELECT id FROM revocation WHERE due_at <= evergrant_now()
                      ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
                    RETURNING id, connection, version, refresh_token, failures\
                    """)
                .bind("lease", lease.toMillis())
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Due(
                            row.getLong("id"),
                            ConnectionId.parse(row.getString("connection")),
                            Objects.requireNonNull(
                                cipher.openSecret(
                                    row.getBytes("refresh_token"),
                                    row.getString("connection"),
                                    "refresh_token",
                                    row.getLong("version"))),
                            row.getInt("failures")))
                .list());
  }

  /** The provider has been told. */
  public void done(Jdbi jdbi, long id) {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM revocation WHERE id = ?", id));
  }

  /**
   * Gives up on those that could not be told within a week.
   *
   * @return how many
   */
  public int giveUp(Handle handle) {
    return handle
        .createUpdate(
            "DELETE FROM revocation WHERE created_at < evergrant_now() - interval '7 days'")
        .execute();
  }
}
