package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Connection.Active;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Person.Part;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code connection}: one row a connection, written whole, many at a time. */
public final class ConnectionRows {
  private static final Consent NOBODYS = new Consent("", User.UNKNOWN, null, Instant.EPOCH);

  private final Cipher cipher;
  private final Fingerprints fingerprints;
  private final ActiveReader reader;

  public ConnectionRows(Cipher cipher, Fingerprints fingerprints) {
    this.cipher = cipher;
    this.fingerprints = fingerprints;
    this.reader = new ActiveReader(cipher);
  }

  /**
   * What a writer must know of a row before it writes.
   *
   * @param reason why it is revoked, if it is
   * @param reauthorizeBy when only the user can keep it alive, if that is known
   * @param attempt the claim it is under, if it is
   * @param settledAttempt the attempt whose result is stored
   * @param floor a version that Kafka has, though a database that was restored does not; mostly 0
   */
  public record Current(
      ConnectionId id,
      long version,
      boolean active,
      @Nullable Reason reason,
      Consent consent,
      @Nullable Instant reauthorizeBy,
      @Nullable UUID attempt,
      @Nullable UUID settledAttempt,
      long floor) {

    /** With all its versions in the database. */
    public Current(
        ConnectionId id,
        long version,
        boolean active,
        @Nullable Reason reason,
        Consent consent,
        @Nullable Instant reauthorizeBy,
        @Nullable UUID attempt,
        @Nullable UUID settledAttempt) {
      this(id, version, active, reason, consent, reauthorizeBy, attempt, settledAttempt, 0);
    }

    /** Before the first token set. */
    static Current none(ConnectionId id, long floor) {
      return new Current(id, 0, false, null, NOBODYS, null, null, null, floor);
    }

    /** The version of the next state; subscribers drop what is not above the one they have. */
    public long nextVersion() {
      return Math.max(version, floor) + 1;
    }
  }

  /**
   * A state to write.
   *
   * @param attempt that it came from, if one did
   * @param learnt what the event of a new consent leaves open about the person; null where the
   *     consent is the one that the row has
   * @param identityDueAt when the provider is asked who it is, for a new consent and for one that
   *     was never asked about; null for never
   * @param codeUnheard its code was sent before by a worker of which nothing was heard since
   */
  public record Next(
      Connection state,
      @Nullable UUID attempt,
      @Nullable Set<Part> learnt,
      @Nullable Instant identityDueAt,
      boolean codeUnheard) {

    /** Of a code that was sent once, or of the consent that the row has. */
    public Next(
        Connection state,
        @Nullable UUID attempt,
        @Nullable Set<Part> learnt,
        @Nullable Instant identityDueAt) {
      this(state, attempt, learnt, identityDueAt, false);
    }

    /** Of the consent that the row has, and with nothing to ask about the person. */
    public Next(Connection state, @Nullable UUID attempt) {
      this(state, attempt, null, null);
    }

    private @Nullable Long unheardVersion() {
      return codeUnheard ? state.version() - 1 : null;
    }
  }

  /**
   * Locks rows until the transaction's end and reads them; in the order of their ids, so that two
   * batches cannot wait for each other. A connection that is not there yet is locked by name. From
   * here on the transaction keeps its plans, see {@link Database#keepPlans}.
   */
  public Map<ConnectionId, Current> lock(Handle handle, Collection<ConnectionId> ids) {
    Database.keepPlans(handle);
    List<String> names = ids.stream().map(ConnectionId::toString).distinct().sorted().toList();
    Map<ConnectionId, Current> rows = new HashMap<>();
    ids.forEach(id -> rows.put(id, Current.none(id, 0)));
    if (select(handle, names, rows) < names.size()) {
      handle
          .createQuery(
              """
              WITH locked AS MATERIALIZED (
                SELECT name, pg_advisory_xact_lock(hashtextextended(name, 0))
                FROM (SELECT name FROM unnest(:names) AS name ORDER BY name) AS ordered)
              SELECT name AS connection, coalesce(f.version, 0) AS version
              FROM locked LEFT JOIN version_floor AS f ON f.connection = name\
              """)
          .bindArray("names", String.class, names)
          .map((row, _) -> none(row))
          .forEach(none -> rows.put(none.id(), none));
      select(handle, names, rows);
    }
    return rows;
  }

  private static Current none(ResultSet row) throws SQLException {
    return Current.none(ConnectionId.parse(row.getString("connection")), row.getLong("version"));
  }

  private static int select(Handle handle, List<String> names, Map<ConnectionId, Current> rows) {
    List<Current> found =
        handle
            .createQuery(
                """
                SELECT connection, version, status, reason, provider, authorized_at, user_id,
                       user_email, organization, reauthorize_by, attempt, settled_attempt,
                       coalesce((SELECT f.version FROM version_floor AS f
                                 WHERE f.connection = c.connection), 0) AS floor
                FROM connection AS c WHERE connection = ANY (:names) ORDER BY connection FOR UPDATE\
                """)
            .bindArray("names", String.class, names)
            .map(
                (row, _) ->
                    new Current(
                        ConnectionId.parse(row.getString("connection")),
                        row.getLong("version"),
                        row.getString("status").equals("active"),
                        reason(row.getString("reason")),
                        Columns.consent(row, null),
                        Columns.time(row, "reauthorize_by"),
                        row.getObject("attempt", UUID.class),
                        row.getObject("settled_attempt", UUID.class),
                        row.getLong("floor")))
            .list();
    found.forEach(current -> rows.put(current.id(), current));
    return found.size();
  }

  /** Writes rows that {@link #lock} has locked; each connection at most once. */
  public void put(Handle handle, Collection<Next> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var batch = new Columns<>(List.copyOf(rows));
    var update =
        handle.createUpdate(
            """
            INSERT INTO connection AS c (
              connection, app, environment, subject, provider, status, reason, version,
              access_token, refresh_token, refresh_fingerprint, token_type, scope, issued_at, expires_at,
              authorized_at, reauthorize_by, user_id, user_email, organization,
              due_at, floor_at, settled_attempt, identity_due_at, identity_learnt,
              unheard_version, updated_at)
            SELECT d.*, evergrant_now() FROM unnest(
              :connection, :app, :environment, :subject, :provider, :status, :reason, :version,
              :access_token, :refresh_token, :refresh_fingerprint, :token_type, :scope, :issued_at, :expires_at,
              :authorized_at, :reauthorize_by, :user_id, :user_email, :organization,
              :due_at, :floor_at, :settled_attempt, :identity_due_at, :identity_learnt,
              :unheard_version) AS d
            ON CONFLICT (connection) DO UPDATE SET
              provider = excluded.provider, status = excluded.status, reason = excluded.reason,
              version = excluded.version, access_token = excluded.access_token,
              refresh_token = excluded.refresh_token,
              refresh_fingerprint = excluded.refresh_fingerprint, token_type = excluded.token_type,
              scope = excluded.scope, issued_at = excluded.issued_at,
              expires_at = excluded.expires_at, authorized_at = excluded.authorized_at,
              reauthorize_by = excluded.reauthorize_by, user_id = excluded.user_id,
              user_email = excluded.user_email, organization = excluded.organization,
              due_at = excluded.due_at, floor_at = excluded.floor_at,
              settled_attempt = excluded.settled_attempt, updated_at = excluded.updated_at,
              owner = NULL, attempt = NULL, in_doubt = false, doubt_since = NULL,
              earlier_owner = NULL, failures = 0, refusals = 0, trying = NULL, problem = NULL,
              held = NULL,
              identity_due_at = CASE WHEN excluded.status = 'revoked' THEN NULL
                WHEN excluded.identity_learnt IS NOT NULL
                  OR (c.identity_due_at IS NULL AND c.identified_at IS NULL)
                THEN excluded.identity_due_at ELSE c.identity_due_at END,
              identity_failures = CASE WHEN excluded.identity_learnt IS NULL
                THEN c.identity_failures ELSE 0 END,
              identified_at = CASE WHEN excluded.identity_learnt IS NULL
                THEN c.identified_at END,
              identity_learnt = coalesce(excluded.identity_learnt, c.identity_learnt),
              unheard_version = CASE WHEN excluded.identity_learnt IS NULL
                THEN c.unheard_version ELSE excluded.unheard_version END
            WHERE c.version < excluded.version\
            """);
    batch
        .text("connection", next -> next.state().id().toString())
        .text("app", next -> next.state().id().app())
        .text("environment", next -> next.state().id().environment())
        .text("subject", next -> next.state().id().subject())
        .text("provider", next -> next.state().consent().provider())
        .text("status", next -> next.state() instanceof Active ? "active" : "revoked")
        .text("reason", next -> reason(next.state()))
        .longs("version", next -> next.state().version())
        .bytes("access_token", sealed("access_token", TokenSet::accessToken))
        .bytes("refresh_token", sealed("refresh_token", TokenSet::refreshToken))
        .bytes("refresh_fingerprint", this::fingerprint)
        .text("token_type", ofTokens(TokenSet::tokenType))
        .text("scope", ofTokens(TokenSet::scope))
        .times("issued_at", ofTokens(TokenSet::issuedAt))
        .times("expires_at", ofTokens(TokenSet::expiresAt))
        .times("authorized_at", next -> next.state().consent().authorizedAt())
        .times("reauthorize_by", ofTokens(TokenSet::reauthorizeBy))
        .text("user_id", next -> next.state().consent().user().id())
        .text("user_email", next -> next.state().consent().user().email())
        .text("organization", next -> next.state().consent().user().organization())
        .times("due_at", ofTokens(TokenSet::dueAt))
        .times("floor_at", ofTokens(TokenSet::floorAt))
        .uuids("settled_attempt", Next::attempt)
        .times("identity_due_at", Next::identityDueAt)
        .text("identity_learnt", next -> Columns.parts(next.learnt()))
        .longs("unheard_version", Next::unheardVersion)
        .bindTo(update);
    int written = update.execute();
    if (written != rows.size()) {
      throw new IllegalStateException(
          written + " of " + rows.size() + " connections written: a row was not locked");
    }
  }

  /**
   * Locks active connections that are not held, and reads them whole, with their tokens. One that
   * this keyset does not open is left out and told in the log.
   */
  public List<Active> read(Handle handle, Collection<ConnectionId> ids) {
    return handle
        .createQuery(
            """
            SELECT * FROM connection WHERE connection = ANY (:names) AND status = 'active'
              AND held IS NULL
            ORDER BY connection FOR UPDATE\
            """)
        .bindArray("names", String.class, ids.stream().map(Object::toString).toArray())
        .map((row, _) -> reader.read(row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private byte @Nullable [] fingerprint(Next next) {
    Secret token = next.state() instanceof Active active ? active.tokens().refreshToken() : null;
    return token == null ? null : fingerprints.of(next.state().id(), token);
  }

  private Function<Next, byte @Nullable []> sealed(
      String field, Function<TokenSet, @Nullable Secret> secret) {
    return next ->
        next.state() instanceof Active(var id, var version, _, var tokens)
            ? cipher.seal(secret.apply(tokens), id.toString(), field, version)
            : null;
  }

  private static <T extends @Nullable Object> Function<Next, @Nullable T> ofTokens(
      Function<TokenSet, T> value) {
    return next -> next.state() instanceof Active active ? value.apply(active.tokens()) : null;
  }

  private static @Nullable Reason reason(@Nullable String word) {
    return word == null ? null : Reason.of(word);
  }

  private static @Nullable String reason(Connection state) {
    return switch (state) {
      case Active _ -> null;
      case Connection.Revoked revoked -> revoked.reason().word();
    };
  }
}
