package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes due work for this worker. A claim is committed before its call begins, and so it is the
 * durable record of the attempt: its id, the version or code it spends, its owner and its lease. A
 * row that is claimed while it still has an owner is in doubt from then on, and its owner is
 * remembered: he may still be alive, and so come back with the answer. The history says which
 * attempt was never heard of again.
 */
public final class Claims {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private static final String UNHEARD =
      "Nothing was heard of it within its lease; whether the provider got it is unknown.";

  private final Jdbi jdbi;
  private final Cipher cipher;
  private final LongSupplier nanos;

  public Claims(Jdbi jdbi, Cipher cipher, LongSupplier nanos) {
    this.jdbi = jdbi;
    this.cipher = cipher;
    this.nanos = nanos;
  }

  /**
   * Claims codes, the one that ends first before the others.
   *
   * @param limit the statement's literal limit; few different ones, so that plans are reused
   */
  public List<Due.Grant> grants(
      Credentials of, int worker, Duration lease, int limit, boolean probe) {
    return jdbi.withHandle(
        handle -> {
          long begun = nanos.getAsLong();
          return opened(
              handle,
              claim(
                  handle,
                  """
                  WITH due AS MATERIALIZED (
                    SELECT id, in_doubt OR owner IS NOT NULL AS in_doubt,
                      coalesce((SELECT w.id FROM worker AS w WHERE w.id = earlier_owner), owner)
                        AS earlier_owner,
                      connection, owner, attempt, code_fingerprint
                    FROM authorization_grant
                    WHERE app = :app AND environment = :environment AND state = 'pending'
                      AND due_at <= evergrant_now() AND deadline > evergrant_now()
                    ORDER BY deadline LIMIT <limit> FOR UPDATE SKIP LOCKED),
                  unheard AS (
                    INSERT INTO history (
                      connection, at, what, detail, attempt, worker, fingerprint)
                    SELECT connection, evergrant_now(), 'taken_over', :unheard, attempt, owner,
                      code_fingerprint
                    FROM due WHERE owner IS NOT NULL)
                  UPDATE authorization_grant AS g SET owner = :worker,
                    attempt = gen_random_uuid(), in_doubt = due.in_doubt,
                    unheard = g.unheard OR g.owner IS NOT NULL,
                    earlier_owner = due.earlier_owner,
                    due_at = evergrant_now() + :lease * interval '1 millisecond'
                  FROM due WHERE g.id = due.id
                  RETURNING g.id, g.connection, g.provider, g.code_fingerprint, g.code,
                    g.code_verifier, g.redirect_uri, g.scope, g.user_id, g.user_email,
                    g.organization, g.authorized_at, g.deadline, g.attempt,
                    CASE WHEN g.in_doubt THEN g.received_at END AS doubt_since, g.failures,
                    0 AS refusals, false AS shadowed,
                    CASE WHEN g.unheard THEN g.received_at END AS unheard_since,
                    (SELECT id FROM worker WHERE id = g.earlier_owner) AS holder,
                    evergrant_now() AS now\
                  """,
                  of,
                  worker,
                  lease,
                  limit),
              (row, _) -> grant(row, probe, begun),
              """
              UPDATE authorization_grant SET owner = NULL, attempt = NULL, problem = :problem,
                due_at = evergrant_now() + interval '5 minutes' WHERE attempt = ANY (:attempts)\
              """);
        });
  }

  /**
   * Claims connections: those past their floor first, nearest to their death first; then by due
   * time.
   */
  public List<Due.Refresh> refreshes(
      Credentials of, int worker, Duration lease, int limit, boolean probe) {
    return refreshes(
        """
        WITH urgent AS MATERIALIZED (
          SELECT connection, owner, attempt, version, refresh_fingerprint, trying FROM connection
          WHERE app = :app AND environment = :environment AND status = 'active'
            AND held IS NULL AND urgent_at <= evergrant_now()
          ORDER BY urgent_at LIMIT <limit> FOR UPDATE SKIP LOCKED),
        due AS MATERIALIZED (
          SELECT connection, owner, attempt, version, refresh_fingerprint, trying FROM connection
          WHERE app = :app AND environment = :environment AND status = 'active'
            AND held IS NULL AND due_at <= evergrant_now() AND urgent_at > evergrant_now()
          ORDER BY due_at LIMIT <limit> FOR UPDATE SKIP LOCKED),
        chosen AS MATERIALIZED (
          SELECT * FROM urgent UNION ALL SELECT * FROM due LIMIT <limit>)
        """,
        of,
        worker,
        lease,
        limit,
        probe);
  }

  /**
   * Claims connections whose answer was lost, while the provider's grace lasts.
   *
   * @param grace for so long after its first use, the provider takes a refresh token again
   */
  public List<Due.Refresh> inDoubt(
      Credentials of, int worker, Duration lease, int limit, Duration grace) {
    return refreshes(
        """
        WITH chosen AS MATERIALIZED (
          SELECT connection, owner, attempt, version, refresh_fingerprint, trying FROM connection
          WHERE app = :app AND environment = :environment AND status = 'active' AND in_doubt
            AND held IS NULL AND due_at <= evergrant_now()
            AND doubt_since > evergrant_now() - %d * interval '1 millisecond'
          ORDER BY due_at LIMIT <limit> FOR UPDATE SKIP LOCKED)
        """
            .formatted(grace.toMillis()),
        of,
        worker,
        lease,
        limit,
        false);
  }

  /**
   * Claims one that the provider has refused and that was not given up, as a probe; first one whose
   * refusal no answer explains that we lost, as the others' says nothing of the provider.
   */
  public List<Due.Refresh> refused(Credentials of, int worker, Duration lease) {
    List<Due.Refresh> unexplained =
        refused(of, worker, lease, "NOT in_doubt AND unheard_version IS DISTINCT FROM version - 1");
    return unexplained.isEmpty() ? refused(of, worker, lease, "true") : unexplained;
  }

  private List<Due.Refresh> refused(Credentials of, int worker, Duration lease, String which) {
    return refreshes(
        """
        WITH chosen AS MATERIALIZED (
          SELECT connection, owner, attempt, version, refresh_fingerprint, trying FROM connection
          WHERE app = :app AND environment = :environment AND status = 'active' AND refusals > 0
            AND held IS NULL AND due_at <= evergrant_now() AND %s
          ORDER BY due_at LIMIT <limit> FOR UPDATE SKIP LOCKED)
        """
            .formatted(which),
        of,
        worker,
        lease,
        1,
        true);
  }

  private List<Due.Refresh> refreshes(
      String chosen, Credentials of, int worker, Duration lease, int limit, boolean probe) {
    return jdbi.withHandle(
        handle -> {
          long begun = nanos.getAsLong();
          return opened(
              handle,
              claim(
                  handle,
                  chosen
                      + """
                      , spending AS MATERIALIZED (
                        SELECT chosen.connection, chosen.owner, chosen.attempt, chosen.version,
                          CASE WHEN q.id IS NULL THEN chosen.refresh_fingerprint
                            ELSE q.fingerprint END AS fingerprint,
                          q.id AS trying, q.attempt AS quarantined_by,
                          q.refresh_token AS quarantined
                        FROM chosen LEFT JOIN quarantine AS q ON q.id = chosen.trying),
                      unheard AS (
                        INSERT INTO history (
                          connection, at, what, version, detail, attempt, worker, fingerprint)
                        SELECT connection, evergrant_now(), 'taken_over', version, :unheard,
                          attempt, owner, fingerprint
                        FROM spending WHERE owner IS NOT NULL)
                      UPDATE connection AS c SET owner = :worker,
                        attempt = gen_random_uuid(), claimed_at = evergrant_now(),
                        in_doubt = c.in_doubt OR c.owner IS NOT NULL,
                        doubt_since = CASE WHEN c.in_doubt OR c.owner IS NOT NULL
                          THEN coalesce(c.doubt_since, c.claimed_at, evergrant_now()) END,
                        earlier_owner = coalesce(
                          (SELECT w.id FROM worker AS w WHERE w.id = c.earlier_owner), c.owner),
                        unheard_version = CASE WHEN c.owner IS NULL THEN c.unheard_version
                          ELSE c.version END,
                        unheard_at = CASE WHEN c.owner IS NULL THEN c.unheard_at
                          ELSE coalesce(c.claimed_at, evergrant_now()) END,
                        due_at = evergrant_now() + :lease * interval '1 millisecond'
                      FROM spending WHERE c.connection = spending.connection
                      RETURNING c.connection, c.version, c.provider, c.refresh_token, c.scope,
                        c.issued_at, c.expires_at, c.reauthorize_by, c.user_id, c.user_email,
                        c.organization, c.authorized_at, c.attempt, c.doubt_since, c.failures,
                        c.refusals, coalesce(c.unheard_version = c.version - 1, false) AS shadowed,
                        CASE WHEN c.unheard_version = c.version THEN c.unheard_at END
                          AS unheard_since,
                        (SELECT id FROM worker WHERE id = c.earlier_owner) AS holder,
                        spending.fingerprint, spending.trying, spending.quarantined_by,
                        spending.quarantined, evergrant_now() AS now\
                      """,
                  of,
                  worker,
                  lease,
                  limit),
              (row, _) -> refresh(row, probe, begun),
              """
              UPDATE connection SET owner = NULL, attempt = NULL, problem = :problem,
                due_at = evergrant_now() + interval '5 minutes' WHERE attempt = ANY (:attempts)\
              """);
        });
  }

  private static Query claim(
      Handle handle, String sql, Credentials of, int worker, Duration lease, int limit) {
    return handle
        .createQuery(sql)
        .define("limit", limit)
        .bind("app", of.app())
        .bind("environment", of.environment())
        .bind("worker", worker)
        .bind("lease", lease.toMillis())
        .bind("unheard", UNHEARD);
  }

  /**
   * Reads claimed rows. One that does not open is our side's fault, and nothing was sent for it: it
   * is given back as it was, and those beside it do not suffer for it.
   */
  private static <T> List<T> opened(
      Handle handle, Query claimed, RowMapper<T> mapper, String giveBack) {
    List<UUID> closed = new ArrayList<>();
    List<Optional<T>> rows =
        claimed
            .map(
                (row, context) -> {
                  try {
                    return Optional.of(mapper.map(row, context));
                  } catch (Cipher.CannotDecrypt problem) {
                    log.error("A row cannot be worked on: {}", problem.getMessage());
                    closed.add(row.getObject("attempt", UUID.class));
                    return Optional.<T>empty();
                  }
                })
            .list();
    if (!closed.isEmpty()) {
      handle
          .createUpdate(giveBack)
          .bind("problem", "It cannot be decrypted with the worker's keyset.")
          .bindArray("attempts", UUID.class, closed.toArray())
          .execute();
    }
    return rows.stream().flatMap(Optional::stream).toList();
  }

  private Due.Claim claim(ResultSet row, boolean probe, String fingerprint, long begun)
      throws SQLException {
    long read = nanos.getAsLong();
    return new Due.Claim(
        row.getObject("attempt", UUID.class),
        Columns.requiredTime(row, "now"),
        read,
        Duration.ofNanos(read - begun),
        new Due.Past(
            Columns.time(row, "doubt_since"),
            row.getObject("holder", Integer.class),
            row.getInt("failures"),
            row.getInt("refusals"),
            Columns.time(row, "unheard_since"),
            row.getBoolean("shadowed")),
        probe,
        hex(row.getBytes(fingerprint)));
  }

  private static @Nullable String hex(byte @Nullable [] fingerprint) {
    return fingerprint == null ? null : HexFormat.of().formatHex(fingerprint);
  }

  private Due.Grant grant(ResultSet row, boolean probe, long begun) throws SQLException {
    String place = GrantRows.place(row.getString("connection"), row.getBytes("code_fingerprint"));
    Secret code = cipher.openSecret(row.getBytes("code"), place, "code", 0);
    if (code == null) {
      throw new SQLException("A pending grant has no code");
    }
    return new Due.Grant(
        claim(row, probe, "code_fingerprint", begun),
        row.getLong("id"),
        ConnectionId.parse(row.getString("connection")),
        Columns.consent(row, row.getString("scope")),
        new Question.Exchange(
            code,
            row.getString("redirect_uri"),
            cipher.openSecret(row.getBytes("code_verifier"), place, "code_verifier", 0)),
        Columns.requiredTime(row, "deadline"));
  }

  private Due.Refresh refresh(ResultSet row, boolean probe, long begun) throws SQLException {
    String connection = row.getString("connection");
    long version = row.getLong("version");
    return new Due.Refresh(
        claim(row, probe, "fingerprint", begun),
        ConnectionId.parse(connection),
        version,
        Columns.consent(row, null),
        refreshToken(row, connection, version),
        row.getObject("trying", Long.class),
        row.getString("scope"),
        Columns.requiredTime(row, "issued_at"),
        Columns.requiredTime(row, "expires_at"),
        Columns.time(row, "reauthorize_by"));
  }

  private @Nullable Secret refreshToken(ResultSet row, String connection, long version)
      throws SQLException {
    UUID quarantinedBy = row.getObject("quarantined_by", UUID.class);
    return quarantinedBy == null
        ? cipher.openSecret(row.getBytes("refresh_token"), connection, "refresh_token", version)
        : QuarantineRows.open(cipher, row.getBytes("quarantined"), connection, quarantinedBy);
  }
}
