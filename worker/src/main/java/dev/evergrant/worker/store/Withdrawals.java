package dev.evergrant.worker.store;

import org.jdbi.v3.core.Handle;

/** The table {@code withdrawal}: events by which users have withdrawn. */
public final class Withdrawals {
  private Withdrawals() {}

  /**
   * Notes an event, and waits for a transaction that is noting it at this moment.
   *
   * @return whether it was new; another one has done its work already, and must not end what its
   *     user has authorized since
   */
  public static boolean note(Handle handle, String eventSource, String eventId) {
    return handle
            .createUpdate(
                """
                INSERT INTO withdrawal (event_source, event_id, received_at)
                VALUES (:source, :id, evergrant_now()) ON CONFLICT DO NOTHING\
                """)
            .bind("source", eventSource)
            .bind("id", eventId)
            .execute()
        == 1;
  }

  /**
   * Forgets events that are older than any redelivery.
   *
   * @return how many
   */
  public static int purge(Handle handle, int days, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM withdrawal WHERE (event_id, event_source) IN (
              SELECT event_id, event_source FROM withdrawal
              WHERE received_at < evergrant_now() - make_interval(days => :days) LIMIT :limit)\
            """)
        .bind("days", days)
        .bind("limit", limit)
        .execute();
  }
}
