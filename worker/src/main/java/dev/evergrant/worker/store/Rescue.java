package dev.evergrant.worker.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What becomes of the claims of workers that are gone. */
public final class Rescue {
  private static final String KILLED =
      "Its worker was killed or cut off before it reported; whether the provider got it is"
          + " unknown.";

  private Rescue() {}

  /**
   * Takes their claims away from them. Whether they had sent anything is unknown, hence in doubt;
   * that they cannot come back with an answer is why the work may go on. The history says of each
   * attempt that it was lost.
   *
   * @return how many claims
   */
  public static int of(Handle handle, List<Integer> gone) {
    int rescued = grants(handle, gone) + refreshes(handle, gone);
    noLongerWaitedFor(handle, gone);
    return rescued;
  }

  /** What was left to them, as they might have come back with its answer, is due at once. */
  private static void noLongerWaitedFor(Handle handle, List<Integer> gone) {
    for (String left :
        List.of(
            """
            WITH waiting AS MATERIALIZED (
              SELECT connection FROM connection
              WHERE earlier_owner = ANY (:gone) AND owner IS NULL AND status = 'active'
                AND due_at > evergrant_now() ORDER BY connection FOR UPDATE)
            UPDATE connection AS c SET due_at = evergrant_now()
            FROM waiting WHERE c.connection = waiting.connection\
            """,
            """
            WITH waiting AS MATERIALIZED (
              SELECT id FROM authorization_grant
              WHERE earlier_owner = ANY (:gone) AND owner IS NULL AND state = 'pending'
                AND due_at > evergrant_now() ORDER BY id FOR UPDATE)
            UPDATE authorization_grant AS g SET due_at = evergrant_now()
            FROM waiting WHERE g.id = waiting.id\
            """)) {
      handle.createUpdate(left).bindArray("gone", Integer.class, gone.toArray()).execute();
    }
  }

  private static int grants(Handle handle, List<Integer> gone) {
    return handle
        .createUpdate(
            """
            WITH lost AS MATERIALIZED (
              SELECT id, connection, attempt, owner, code_fingerprint
              FROM authorization_grant
              WHERE owner = ANY (:gone) AND state = 'pending' ORDER BY id FOR UPDATE),
            due AS (
              UPDATE authorization_grant AS g SET owner = NULL, attempt = NULL,
                in_doubt = true, unheard = true, due_at = evergrant_now()
              FROM lost WHERE g.id = lost.id)
            INSERT INTO history (connection, at, what, detail, attempt, worker, fingerprint)
            SELECT connection, evergrant_now(), 'rescued', :killed, attempt, owner,
              code_fingerprint
            FROM lost\
            """)
        .bind("killed", KILLED)
        .bindArray("gone", Integer.class, gone.toArray())
        .execute();
  }

  private static int refreshes(Handle handle, List<Integer> gone) {
    return handle
        .createUpdate(
            """
            WITH lost AS MATERIALIZED (
              SELECT c.connection, c.version, c.attempt, c.owner,
                CASE WHEN q.id IS NULL THEN c.refresh_fingerprint
                  ELSE q.fingerprint END AS fingerprint
              FROM connection AS c LEFT JOIN quarantine AS q ON q.id = c.trying
              WHERE c.owner = ANY (:gone) ORDER BY c.connection FOR UPDATE OF c),
            due AS (
              UPDATE connection AS c SET owner = NULL, attempt = NULL, in_doubt = true,
                doubt_since = coalesce(c.doubt_since, c.claimed_at, evergrant_now()),
                unheard_version = c.version,
                unheard_at = coalesce(c.claimed_at, evergrant_now()),
                due_at = evergrant_now()
              FROM lost WHERE c.connection = lost.connection)
            INSERT INTO history (
              connection, at, what, version, detail, attempt, worker, fingerprint)
            SELECT connection, evergrant_now(), 'rescued', version, :killed, attempt, owner,
              fingerprint
            FROM lost\
            """)
        .bind("killed", KILLED)
        .bindArray("gone", Integer.class, gone.toArray())
        .execute();
  }
}
