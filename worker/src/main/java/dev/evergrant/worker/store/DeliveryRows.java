package dev.evergrant.worker.store;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.store.OutboxRows.AlertEvent;
import dev.evergrant.worker.store.OutboxRows.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The table {@code delivery}: alerts that webhook targets are still to be told. Each target has
 * rows of its own, so that none waits for another.
 */
public final class DeliveryRows {
  private final List<Webhook> webhooks;
  private final CloudEventCodec codec;

  /**
   * @param webhooks the targets that alerts are promised to
   */
  public DeliveryRows(Collection<Webhook> webhooks, CloudEventCodec codec) {
    this.webhooks = List.copyOf(webhooks);
    this.codec = codec;
  }

  @SuppressWarnings("ArrayRecordComponent") // On its way to the statement.
  private record Promise(String target, AlertEvent alert, byte[] body) {}

  /** Promises the alerts among the messages to every target that wants them, in their order. */
  void promise(Handle handle, List<Message> messages) {
    List<Promise> promises = new ArrayList<>();
    for (Message message : messages) {
      if (message.alert() != null) {
        promises.addAll(promises(message.alert()));
      }
    }
    if (promises.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO delivery (target, event_id, type, body, due_at, created_at)
            SELECT target, event_id, type, body, evergrant_now(), evergrant_now()
            FROM unnest(:target, :eventId, :type, :body)
              WITH ORDINALITY AS d(target, event_id, type, body, nr) ORDER BY nr\
            """);
    new Columns<>(promises)
        .text("target", Promise::target)
        .text("eventId", promise -> promise.alert().event().id())
        .text("type", promise -> promise.alert().event().type())
        .bytes("body", Promise::body)
        .bindTo(update);
    update.execute();
  }

  private List<Promise> promises(AlertEvent alert) {
    List<Webhook> wanting =
        webhooks.stream()
            .filter(webhook -> webhook.wants(alert.app(), alert.event().type()))
            .toList();
    if (wanting.isEmpty()) {
      return List.of();
    }
    byte[] body = codec.envelope(alert.event());
    return wanting.stream().map(webhook -> new Promise(webhook.name(), alert, body)).toList();
  }

  /** Those of the targets that something is due for. */
  public Set<String> due(Jdbi jdbi, Collection<String> targets) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT target FROM unnest(:targets) AS t(target)
                    WHERE EXISTS (
                      SELECT FROM delivery AS d WHERE d.target = t.target
                        AND due_at <= evergrant_now()
                        AND (leased_until IS NULL OR leased_until <= evergrant_now()))\
                    """)
                .bindArray("targets", String.class, targets.toArray())
                .mapTo(String.class)
                .set());
  }

  /**
   * An alert to send.
   *
   * @param failures attempts before this one
   */
  @SuppressWarnings("ArrayRecordComponent") // On its way to the target.
  public record Due(long id, String eventId, String type, byte[] body, int failures) {}

  /** Claims a target's due ones for a while, in the order of their arrival. */
  public List<Due> claim(Jdbi jdbi, String target, Duration lease, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    WITH due AS MATERIALIZED (
                      SELECT id FROM delivery
                      WHERE target = :target AND due_at <= evergrant_now()
                        AND (leased_until IS NULL OR leased_until <= evergrant_now())
                      ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED)
                    UPDATE delivery AS d
                    SET leased_until = evergrant_now() + :lease * interval '1 millisecond'
                    FROM due WHERE d.id = due.id
                    RETURNING d.id, event_id, type, body, failures\
                    """)
                .bind("target", target)
                .bind("lease", lease.toMillis())
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Due(
                            row.getLong("id"),
                            row.getString("event_id"),
                            row.getString("type"),
                            row.getBytes("body"),
                            row.getInt("failures")))
                .stream()
                .sorted(Comparator.comparingLong(Due::id))
                .toList());
  }

  /** The target has taken it. What waits for the target to work again is due now. */
  public void delivered(Jdbi jdbi, String target, long id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    WITH delivered AS (DELETE FROM delivery WHERE id = :id)
                    UPDATE delivery SET due_at = evergrant_now()
                    WHERE id IN (
                      SELECT id FROM delivery
                      WHERE target = :target AND id <> :id AND due_at > evergrant_now()
                        AND NOT refused
                      FOR UPDATE SKIP LOCKED)\
                    """)
                .bind("target", target)
                .bind("id", id)
                .execute());
  }

  /**
   * An attempt that failed.
   *
   * @param problem for people
   * @param pause until the next one
   * @param refused the target answered and did not want this one
   */
  public record Failure(long id, String problem, Duration pause, boolean refused) {}

  /**
   * Notes a failure, or gives up.
   *
   * @param longest how long after it was promised a delivery is given up
   * @return whether it was given up
   */
  public boolean failed(Handle handle, Failure failure, Duration longest) {
    int givenUp =
        handle
            .createUpdate(
                """
                DELETE FROM delivery WHERE id = :id
                  AND created_at <= evergrant_now() - :longest * interval '1 millisecond'\
                """)
            .bind("id", failure.id())
            .bind("longest", longest.toMillis())
            .execute();
    handle
        .createUpdate(
            """
            UPDATE delivery SET due_at = evergrant_now() + :pause * interval '1 millisecond',
              leased_until = NULL, failures = failures + 1, refused = :refused, problem = :problem
            WHERE id = :id\
            """)
        .bind("id", failure.id())
        .bind("pause", failure.pause().toMillis())
        .bind("refused", failure.refused())
        .bind("problem", failure.problem())
        .execute();
    return givenUp > 0;
  }

  /** Lets claims go that nothing was made of. */
  public void release(Jdbi jdbi, List<Long> ids) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE delivery SET leased_until = NULL WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, ids.toArray())
                .execute());
  }

  /** For each target with something undelivered, how many seconds the oldest has been waiting. */
  public Map<String, Double> ages(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT target, extract(epoch FROM evergrant_now() - min(created_at)) AS age
                    FROM delivery GROUP BY target\
                    """)
                .map((row, _) -> Map.entry(row.getString("target"), row.getDouble("age")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Deletes what was promised to targets that are not configured any more.
   *
   * @param after how long after it was promised, so that a worker with an older configuration does
   *     not delete what a newer one has just promised
   * @return how many were deleted, by target
   */
  public Map<String, Integer> forgetOthers(Jdbi jdbi, Collection<String> targets, Duration after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    WITH gone AS (
                      DELETE FROM delivery WHERE target <> ALL (:targets)
                        AND created_at <= evergrant_now() - :after * interval '1 millisecond'
                      RETURNING target)
                    SELECT target, count(*) AS many FROM gone GROUP BY target\
                    """)
                .bindArray("targets", String.class, targets.toArray())
                .bind("after", after.toMillis())
                .map((row, _) -> Map.entry(row.getString("target"), row.getInt("many")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
