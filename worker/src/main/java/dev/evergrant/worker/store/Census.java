package dev.evergrant.worker.store;

import dev.evergrant.worker.lifecycle.Credentials;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What stands in the tables, in figures. */
public final class Census {
  private final Jdbi jdbi;
  private final List<Credentials> lanes;

  /**
   * @param lanes the credentials of all apps
   */
  public Census(Jdbi jdbi, List<Credentials> lanes) {
    this.jdbi = jdbi;
    this.lanes = List.copyOf(lanes);
  }

  /**
   * Figures of the whole database.
   *
   * @param outboxAge seconds since the oldest promise
   * @param overdue seconds since the oldest due refresh became due
   */
  public record Figures(
      double outboxDepth,
      double outboxAge,
      double overdue,
      double pendingGrants,
      double appsPaused,
      double connectionsHeld,
      double workers) {
    /** Not numbers. */
    public static final Figures UNKNOWN =
        new Figures(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /** The connections of one app environment that have the same status. */
  public record Group(String app, String environment, String status, double connections) {}

  /** Counts now. */
  public Figures figures() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT (SELECT count(*) FROM outbox) AS outbox_depth,
                      (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox)
                        AS outbox_age,
                      (SELECT coalesce(extract(epoch FROM greatest(
                         evergrant_now() - min(first.due_at), interval '0')), 0)
                       FROM unnest(:apps, :environments) AS lane(app, environment)
                       CROSS JOIN LATERAL (
                         SELECT due_at FROM connection AS c
                         WHERE c.app = lane.app AND c.environment = lane.environment
                           AND c.status = 'active' AND c.due_at < 'infinity'
                         ORDER BY due_at LIMIT 1) AS first) AS overdue,
                      (SELECT count(*) FROM authorization_grant WHERE state = 'pending')
                        AS pending_grants,
                      (SELECT count(*) FROM app_pause) AS apps_paused,
                      (SELECT count(*) FROM connection WHERE held IS NOT NULL) AS connections_held,
                      (SELECT count(*) FROM worker) AS workers\
                    """)
                .bindArray("apps", String.class, lanes.stream().map(Credentials::app).toArray())
                .bindArray(
                    "environments",
                    String.class,
                    lanes.stream().map(Credentials::environment).toArray())
                .map(
                    (row, _) ->
                        new Figures(
                            row.getDouble("outbox_depth"),
                            row.getDouble("outbox_age"),
                            row.getDouble("overdue"),
                            row.getDouble("pending_grants"),
                            row.getDouble("apps_paused"),
                            row.getDouble("connections_held"),
                            row.getDouble("workers")))
                .one());
  }

  /** The open re-authorizations of one app environment that are in the same state. */
  public record Open(String app, String environment, String state, double connections) {}

  /** Counts open re-authorizations now; reads all of them. */
  public List<Open> reauthorizations() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT app, environment, state, count(*) AS connections
                    FROM reauthorization WHERE state <> 'resolved'
                    GROUP BY app, environment, state\
                    """)
                .map(
                    (row, _) ->
                        new Open(
                            row.getString("app"),
                            row.getString("environment"),
                            row.getString("state"),
                            row.getDouble("connections")))
                .list());
  }

  /** Counts connections now; reads the whole table. */
  public List<Group> connections() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT app, environment, status, count(*) AS connections
                    FROM connection GROUP BY app, environment, status\
                    """)
                .map(
                    (row, _) ->
                        new Group(
                            row.getString("app"),
                            row.getString("environment"),
                            row.getString("status"),
                            row.getDouble("connections")))
                .list());
  }
}
