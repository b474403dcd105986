package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.lifecycle.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The person's part of the table {@code connection}: whom to ask about, and what was learnt. It
 * touches neither version nor tokens nor anything that a refresh goes by, so neither waits for the
 * other for longer than a row's lock.
 */
public final class IdentityRows {
  private static final Logger log = LoggerFactory.getLogger(IdentityRows.class);

  private final Cipher cipher;

  public IdentityRows(Cipher cipher) {
    this.cipher = cipher;
  }

  /**
   * A connection to ask about.
   *
   * @param authorizedAt tells its consent from a later one
   * @param accessToken null where there is none to ask with at the moment: it has expired and is
   *     not refreshed yet, or it does not open. The row is looked at again when the lease ends
   */
  public record Due(
      ConnectionId connection,
      long version,
      Instant authorizedAt,
      int failures,
      @Nullable Secret accessToken) {}

  /** Claims due ones for a while; a claim that nothing comes of is due again when it ends. */
  public List<Due> claim(Jdbi jdbi, Credentials of, Duration lease, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    WITH due AS MATERIALIZED (
                      SELECT connection FROM connection
                      WHERE app = :app AND environment = :environment
                        AND identity_due_at <= evergrant_now()
                      ORDER BY identity_due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
                    UPDATE connection AS c SET
                      identity_due_at = evergrant_now() + :lease * interval '1 millisecond'
                    FROM due WHERE c.connection = due.connection
                    RETURNING c.connection, c.version, c.authorized_at, c.identity_failures,
                      CASE WHEN c.expires_at > evergrant_now() THEN c.access_token END
                        AS access_token\
                    """)
                .bind("app", of.app())
                .bind("environment", of.environment())
                .bind("lease", lease.toMillis())
                .bind("limit", limit)
                .map((row, _) -> due(row))
                .list());
  }

  private Due due(ResultSet row) throws SQLException {
    String connection = row.getString("connection");
    long version = row.getLong("version");
    return new Due(
        ConnectionId.parse(connection),
        version,
        Columns.requiredTime(row, "authorized_at"),
        row.getInt("identity_failures"),
        open(row.getBytes("access_token"), connection, version));
  }

  /** One that does not open is our side's fault and takes nothing from those beside it. */
  private @Nullable Secret open(byte @Nullable [] sealed, String connection, long version) {
    try {
      return cipher.openSecret(sealed, connection, "access_token", version);
    } catch (Cipher.CannotDecrypt problem) {
      log.error("Who is behind a connection cannot be asked: {}", problem.getMessage());
      return null;
    }
  }

  /**
   * The person of a row, and what an answer is about.
   *
   * @param version of its tokens
   */
  public record Current(
      ConnectionId connection, Instant authorizedAt, long version, Person person) {

    /** The same, of which more is known. */
    public Current with(Person other) {
      return new Current(connection, authorizedAt, version, other);
    }

    /** Whether that was asked about this consent. */
    public boolean isOf(Due due) {
      return authorizedAt.equals(due.authorizedAt());
    }
  }

  /** Locks the rows that are active; in the order of their ids, as everybody does. */
  public List<Current> lock(Handle handle, Collection<ConnectionId> ids) {
    return handle
        .createQuery(
            """
            SELECT connection, version, provider, authorized_at, user_id, user_email, organization,
              identity_learnt
            FROM connection WHERE connection = ANY (:names) AND status = 'active'
            ORDER BY connection FOR UPDATE\
            """)
        .bindArray("names", String.class, ids.stream().map(Object::toString).distinct().toArray())
        .map((row, _) -> current(row))
        .list();
  }

  private static Current current(ResultSet row) throws SQLException {
    Consent consent = Columns.consent(row, null);
    return new Current(
        ConnectionId.parse(row.getString("connection")),
        consent.authorizedAt(),
        row.getLong("version"),
        new Person(consent.user(), Columns.parts(row.getString("identity_learnt"))));
  }

  /**
   * What to write.
   *
   * @param settled the provider has told, or is given up on
   * @param again after how long it is asked again; null for not before the next consent
   * @param failures the new count
   */
  public record Next(
      ConnectionId connection,
      Person person,
      boolean settled,
      @Nullable Duration again,
      int failures) {}

  /** Writes rows that {@link #lock} has locked; each at most once. */
  public void put(Handle handle, List<Next> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            UPDATE connection AS c SET user_id = d.user_id, user_email = d.user_email,
              organization = d.organization, identity_learnt = d.learnt,
              identity_due_at = evergrant_now() + d.again * interval '1 millisecond',
              identity_failures = d.failures,
              identified_at = CASE WHEN d.settled THEN evergrant_now() ELSE c.identified_at END
            FROM unnest(:connection, :user_id, :user_email, :organization, :learnt, :settled,
              :again, :failures) AS d(connection, user_id, user_email, organization, learnt,
              settled, again, failures)
            WHERE c.connection = d.connection\
            """);
    new Columns<>(rows)
        .text("connection", row -> row.connection().toString())
        .text("user_id", row -> row.person().user().id())
        .text("user_email", row -> row.person().user().email())
        .text("organization", row -> row.person().user().organization())
        .text("learnt", row -> Columns.parts(row.person().learnt()))
        .booleans("settled", Next::settled)
        .longs("again", row -> row.again() == null ? null : row.again().toMillis())
        .integers("failures", Next::failures)
        .bindTo(update);
    update.execute();
  }
}
