package dev.evergrant.worker.store;

import static java.util.Locale.ROOT;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Question;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code authorization_grant}: codes on their way to becoming tokens. */
public final class GrantRows {
  private final Cipher cipher;

  public GrantRows(Cipher cipher) {
    this.cipher = cipher;
  }

  /** An accepted authorization. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  public record New(
      String eventSource,
      String eventId,
      byte[] codeFingerprint,
      ConnectionId connection,
      Question.Exchange question,
      Consent consent,
      Instant deadline) {}

  /**
   * Takes grants in, in the order given. One whose event or code is known already changes nothing.
   *
   * @return how many were new
   */
  public int insert(Handle handle, List<New> grants) {
    if (grants.isEmpty()) {
      return 0;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO authorization_grant (
              event_source, event_id, code_fingerprint, connection, app, environment, provider,
              code, code_verifier, redirect_uri, scope, user_id, user_email, organization,
              authorized_at, deadline, received_at, due_at)
            SELECT d.*, evergrant_now(), evergrant_now() FROM unnest(
              :event_source, :event_id, :code_fingerprint, :connection, :app, :environment,
              :provider, :code, :code_verifier, :redirect_uri, :scope, :user_id, :user_email,
              :organization, :authorized_at, :deadline) AS d
            ON CONFLICT DO NOTHING\
            """);
    new Columns<>(grants)
        .text("event_source", New::eventSource)
        .text("event_id", New::eventId)
        .bytes("code_fingerprint", New::codeFingerprint)
        .text("connection", grant -> grant.connection().toString())
        .text("app", grant -> grant.connection().app())
        .text("environment", grant -> grant.connection().environment())
        .text("provider", grant -> grant.consent().provider())
        .bytes("code", grant -> cipher.seal(grant.question().code(), place(grant), "code", 0))
        .bytes(
            "code_verifier",
            grant -> cipher.seal(grant.question().codeVerifier(), place(grant), "code_verifier", 0))
        .text("redirect_uri", grant -> grant.question().redirectUri())
        .text("scope", grant -> grant.consent().scope())
        .text("user_id", grant -> grant.consent().user().id())
        .text("user_email", grant -> grant.consent().user().email())
        .text("organization", grant -> grant.consent().user().organization())
        .times("authorized_at", grant -> grant.consent().authorizedAt())
        .times("deadline", New::deadline)
        .bindTo(update);
    return update.execute();
  }

  /** A grant has no version yet; its code's fingerprint tells it from the connection's others. */
  static String place(String connection, byte[] codeFingerprint) {
    return connection + "#" + HexFormat.of().formatHex(codeFingerprint, 0, 16);
  }

  private static String place(New grant) {
    return place(grant.connection().toString(), grant.codeFingerprint());
  }

  /** Where a grant stands. */
  public enum State {
    /** On its way. */
    PENDING,
    /** It has brought tokens. */
    CONNECTED,
    /** It was given up. */
    REFUSED,
    /** The user took it back. */
    WITHDRAWN
  }

  /** Locks grants, after their connections, and tells how each that is still known stands. */
  public Map<Long, State> lock(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(
            """
            SELECT id, state FROM authorization_grant
            WHERE id = ANY (:ids) ORDER BY id FOR UPDATE\
            """)
        .bindArray("ids", Long.class, ids.toArray())
        .reduceRows(
            new HashMap<Long, State>(),
            (states, row) -> {
              State state = State.valueOf(row.getColumn("state", String.class).toUpperCase(ROOT));
              states.put(row.getColumn("id", Long.class), state);
              return states;
            });
  }

  /** How a grant ended. */
  public record Ended(long id, String state, @Nullable String reason) {}

  /** Ends grants and erases their codes. */
  public void end(Handle handle, List<Ended> grants) {
    if (grants.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            UPDATE authorization_grant AS g SET state = d.state, reason = d.reason, code = NULL,
              code_verifier = NULL, owner = NULL, attempt = NULL, ended_at = evergrant_now()
            FROM unnest(:id, :state, :reason) AS d(id, state, reason) WHERE g.id = d.id\
            """);
    new Columns<>(grants)
        .longs("id", Ended::id)
        .text("state", Ended::state)
        .text("reason", Ended::reason)
        .bindTo(update);
    update.execute();
  }

  /** A claimed grant and when it is due again. */
  public record Postponed(Due.Grant due, Decision.Later later) {}

  /**
   * Gives claims back. A claim that somebody else has taken over by now is theirs; an earlier
   * holder who has come back meanwhile stays forgotten.
   */
  public void postpone(Handle handle, List<Postponed> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            UPDATE authorization_grant AS g SET owner = NULL, attempt = NULL, due_at = d.due_at,
              in_doubt = d.in_doubt, failures = d.failures,
              earlier_owner = CASE WHEN g.earlier_owner IS NOT NULL THEN d.earlier_owner END,
              problem = d.problem
            FROM unnest(:id, :attempt, :due_at, :in_doubt, :earlier_owner, :failures, :problem)
              AS d(id, attempt, due_at, in_doubt, earlier_owner, failures, problem)
            WHERE g.id = d.id AND g.attempt = d.attempt AND g.state = 'pending'\
            """);
    new Columns<>(rows)
        .longs("id", row -> row.due().id())
        .uuids("attempt", row -> row.due().claim().attempt())
        .times("due_at", row -> row.later().dueAt())
        .booleans("in_doubt", row -> row.later().inDoubt())
        .integers("earlier_owner", row -> row.due().claim().past().holder())
        .integers("failures", row -> row.later().failures())
        .text("problem", row -> row.later().problem())
        .bindTo(update);
    update.execute();
  }

  /**
   * A grant that ended without an exchange, with what its alert must say.
   *
   * @param reason {@code deadline_passed}, or {@code lost_in_flight} if it may have reached the
   *     provider
   */
  public record Lapsed(
      long id, ConnectionId connection, String provider, String reason, @Nullable String problem) {}

  /** Ends pending grants whose deadline has passed, unless a call for them is still under way. */
  public List<Lapsed> lapse(Handle handle, int limit) {
    return handle
        .createQuery(
            """
            WITH lapsed AS MATERIALIZED (
              SELECT id, in_doubt OR owner IS NOT NULL AS in_doubt FROM authorization_grant
              WHERE state = 'pending' AND deadline <= evergrant_now()
                AND (owner IS NULL OR due_at <= evergrant_now())
              ORDER BY deadline LIMIT :limit FOR UPDATE SKIP LOCKED)
            UPDATE authorization_grant AS g SET state = 'refused', reason =
                CASE WHEN lapsed.in_doubt THEN 'lost_in_flight' ELSE 'deadline_passed' END,
              code = NULL, code_verifier = NULL, owner = NULL, attempt = NULL,
              ended_at = evergrant_now()
            FROM lapsed WHERE g.id = lapsed.id
            RETURNING g.id, g.connection, g.provider, g.reason, g.problem\
            """)
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Lapsed(
                    row.getLong("id"),
                    ConnectionId.parse(row.getString("connection")),
                    row.getString("provider"),
                    row.getString("reason"),
                    row.getString("problem")))
        .list();
  }

  /**
   * Ends the pending grants of connections whose user has withdrawn. Of those that were given up it
   * notes that tokens which still come are not wanted any more.
   */
  public void withdraw(Handle handle, Collection<ConnectionId> connections) {
    handle
        .createUpdate(
            """
            UPDATE authorization_grant SET state = 'withdrawn', code = NULL, code_verifier = NULL,
              owner = NULL, attempt = NULL, ended_at = coalesce(ended_at, evergrant_now())
            WHERE connection = ANY (:names) AND state IN ('pending', 'refused')\
            """)
        .bindArray("names", String.class, connections.stream().map(Object::toString).toArray())
        .execute();
  }

  /**
   * Forgets grants that ended longer ago than any redelivery.
   *
   * @return how many
   */
  public int purge(Handle handle, int days, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM authorization_grant WHERE id IN (
              SELECT id FROM authorization_grant
              WHERE ended_at < evergrant_now() - make_interval(days => :days) LIMIT :limit)\
            """)
        .bind("days", days)
        .bind("limit", limit)
        .execute();
  }
}
