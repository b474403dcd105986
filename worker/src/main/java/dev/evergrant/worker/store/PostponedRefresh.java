package dev.evergrant.worker.store;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A claimed connection and when it is due again.
 *
 * @param refusals how often in a row it has been refused and not given up
 * @param trying the quarantined token set to try next; null for the connection's own
 */
public record PostponedRefresh(
    Due.Refresh due, Decision.Later later, int refusals, @Nullable Long trying) {

  /** As it was, but for the decision. */
  public PostponedRefresh(Due.Refresh due, Decision.Later later) {
    this(due, later, due.claim().past().refusals(), due.trying());
  }

  /**
   * Gives claims back. A claim that somebody else has taken over by now is theirs; an earlier
   * holder who has come back meanwhile stays forgotten.
   */
  public static void giveBack(Handle handle, List<PostponedRefresh> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            UPDATE connection AS c SET owner = NULL, attempt = NULL, due_at = d.due_at,
              in_doubt = d.in_doubt, doubt_since = CASE WHEN d.in_doubt
                THEN coalesce(c.doubt_since, c.claimed_at, evergrant_now()) END,
              earlier_owner = CASE WHEN c.earlier_owner IS NOT NULL THEN d.earlier_owner END,
              failures = d.failures, refusals = d.refusals,
              trying = d.trying, problem = d.problem
            FROM unnest(:connection, :attempt, :due_at, :in_doubt, :earlier_owner, :failures,
                :refusals, :trying, :problem)
              AS d(connection, attempt, due_at, in_doubt, earlier_owner, failures, refusals,
                trying, problem)
            WHERE c.connection = d.connection AND c.attempt = d.attempt\
            """);
    new Columns<>(rows)
        .text("connection", row -> row.due().connection().toString())
        .uuids("attempt", row -> row.due().claim().attempt())
        .times("due_at", row -> row.later().dueAt())
        .booleans("in_doubt", row -> row.later().inDoubt())
        .integers("earlier_owner", row -> row.due().claim().past().holder())
        .integers("failures", row -> row.later().failures())
        .integers("refusals", PostponedRefresh::refusals)
        .longs("trying", PostponedRefresh::trying)
        .text("problem", row -> row.later().problem())
        .bindTo(update);
    update.execute();
  }
}
