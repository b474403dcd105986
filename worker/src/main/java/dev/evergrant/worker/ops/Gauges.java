package dev.evergrant.worker.ops;

import dev.evergrant.worker.lifecycle.Credentials;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the database, for dashboards: read every few seconds, not at every scrape. A
 * figure that could not be read is not a number rather than an old one.
 */
public final class Gauges implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Gauges.class);

  // Counting reads the whole table, which takes its time when that is large.
  private static final int COUNT_EVERY = 12;

  private final Jdbi jdbi;
  private final List<Credentials> lanes;
  private final MultiGauge connections;
  private long run;
  private volatile Figures figures = Figures.UNKNOWN;

  private record Figures(
      double outboxDepth,
      double outboxAge,
      double overdue,
      double pendingGrants,
      double appsPaused,
      double workers) {
    private static final Figures UNKNOWN =
        new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  /**
   * @param lanes the credentials of all apps
   */
  public Gauges(Jdbi jdbi, List<Credentials> lanes, MeterRegistry meters) {
    this.jdbi = jdbi;
    this.lanes = List.copyOf(lanes);
    this.connections =
        MultiGauge.builder("evergrant.connections")
            .description("Connections by app, environment and status")
            .register(meters);
    gauge(meters, "evergrant.outbox.depth", "Events not yet acknowledged", Figure.OUTBOX_DEPTH);
    gauge(meters, "evergrant.outbox.age.seconds", "Age of the oldest one", Figure.OUTBOX_AGE);
    gauge(
        meters,
        "evergrant.refresh.overdue.seconds",
        "How long the oldest due refresh has been waiting",
        Figure.OVERDUE);
    gauge(meters, "evergrant.grants.pending", "Codes not yet exchanged", Figure.PENDING_GRANTS);
    gauge(meters, "evergrant.apps.paused", "App environments on pause", Figure.APPS_PAUSED);
    gauge(meters, "evergrant.workers", "Workers in the cluster", Figure.WORKERS);
  }

  private enum Figure {
    OUTBOX_DEPTH,
    OUTBOX_AGE,
    OVERDUE,
    PENDING_GRANTS,
    APPS_PAUSED,
    WORKERS
  }

  private void gauge(MeterRegistry meters, String name, String description, Figure figure) {
    Gauge.builder(name, this, gauges -> gauges.read(figure))
        .description(description)
        .register(meters);
  }

  private double read(Figure figure) {
    Figures now = figures;
    return switch (figure) {
      case OUTBOX_DEPTH -> now.outboxDepth();
      case OUTBOX_AGE -> now.outboxAge();
      case OVERDUE -> now.overdue();
      case PENDING_GRANTS -> now.pendingGrants();
      case APPS_PAUSED -> now.appsPaused();
      case WORKERS -> now.workers();
    };
  }

  /** Reads them all; to be called every few seconds. */
  @Override
  public void run() {
    try {
      jdbi.useHandle(
          handle -> {
            figures = figures(handle);
            if (run++ % COUNT_EVERY == 0) {
              connections.register(connections(handle), true);
            }
          });
    } catch (JdbiException problem) {
      figures = Figures.UNKNOWN;
      log.warn("The gauges could not be read: {}", problem.toString());
    }
  }

  private Figures figures(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT (SELECT count(*) FROM outbox) AS outbox_depth,
              (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox)
                AS outbox_age,
              (SELECT coalesce(extract(epoch FROM greatest(evergrant_now() - min(first.due_at),
                 interval '0')), 0)
               FROM unnest(:apps, :environments) AS lane(app, environment)
               CROSS JOIN LATERAL (
                 SELECT due_at FROM connection AS c
                 WHERE c.app = lane.app AND c.environment = lane.environment
                   AND c.status = 'active'
                 ORDER BY due_at LIMIT 1) AS first) AS overdue,
              (SELECT count(*) FROM authorization_grant WHERE state = 'pending') AS pending_grants,
              (SELECT count(*) FROM app_pause) AS apps_paused,
              (SELECT count(*) FROM worker) AS workers\
            """)
        .bindArray("apps", String.class, lanes.stream().map(Credentials::app).toArray())
        .bindArray(
            "environments", String.class, lanes.stream().map(Credentials::environment).toArray())
        .map(
            (row, _) ->
                new Figures(
                    row.getDouble("outbox_depth"),
                    row.getDouble("outbox_age"),
                    row.getDouble("overdue"),
                    row.getDouble("pending_grants"),
                    row.getDouble("apps_paused"),
                    row.getDouble("workers")))
        .one();
  }

  private static List<MultiGauge.Row<?>> connections(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT app, environment, status, count(*) AS connections
            FROM connection GROUP BY app, environment, status\
            """)
        .<MultiGauge.Row<?>>map(
            (row, _) ->
                MultiGauge.Row.of(
                    Tags.of(
                        "app", row.getString("app"),
                        "environment", row.getString("environment"),
                        "status", row.getString("status")),
                    row.getDouble("connections")))
        .list();
  }
}
