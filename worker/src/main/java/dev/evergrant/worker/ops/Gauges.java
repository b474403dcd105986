package dev.evergrant.worker.ops;

import dev.evergrant.worker.store.Census;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the database, for dashboards: read every few seconds, not at every scrape; the
 * connections are counted the more seldom the longer that takes. A figure that could not be read is
 * not a number rather than an old one. Run by one thread.
 */
public final class Gauges implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Gauges.class);

  // Counting reads the whole table. For each so long that it took, it is left out once.
  private static final long LEFT_OUT_ONCE_NANOS = 50_000_000;

  private final Census census;
  private final MultiGauge connections;
  private final MultiGauge reauthorizations;
  private final LongSupplier nanos;
  private long leaveOut;
  private volatile Census.Figures figures = Census.Figures.UNKNOWN;

  /**
   * @param nanos monotonic
   */
  public Gauges(Census census, MeterRegistry meters, LongSupplier nanos) {
    this.census = census;
    this.nanos = nanos;
    this.connections =
        MultiGauge.builder("evergrant.connections")
            .description("Connections by app, environment and status")
            .register(meters);
    this.reauthorizations =
        MultiGauge.builder("evergrant.reauthorizations.open")
            .description("Connections that a person must authorize again, sooner or later")
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
    gauge(
        meters,
        "evergrant.connections.held",
        "Connections that wait for an operator",
        Figure.CONNECTIONS_HELD);
    gauge(meters, "evergrant.workers", "Workers in the cluster", Figure.WORKERS);
  }

  private enum Figure {
    OUTBOX_DEPTH,
    OUTBOX_AGE,
    OVERDUE,
    PENDING_GRANTS,
    APPS_PAUSED,
    CONNECTIONS_HELD,
    WORKERS
  }

  private void gauge(MeterRegistry meters, String name, String description, Figure figure) {
    Gauge.builder(name, this, gauges -> gauges.read(figure))
        .description(description)
        .register(meters);
  }

  private double read(Figure figure) {
    Census.Figures now = figures;
    return switch (figure) {
      case OUTBOX_DEPTH -> now.outboxDepth();
      case OUTBOX_AGE -> now.outboxAge();
      case OVERDUE -> now.overdue();
      case PENDING_GRANTS -> now.pendingGrants();
      case APPS_PAUSED -> now.appsPaused();
      case CONNECTIONS_HELD -> now.connectionsHeld();
      case WORKERS -> now.workers();
    };
  }

  /** Reads them all; to be called every few seconds. */
  @Override
  public void run() {
    try {
      figures = census.figures();
      if (leaveOut > 0) {
        leaveOut--;
      } else {
        long begun = nanos.getAsLong();
        connections.register(census.connections().stream().map(Gauges::row).toList(), true);
        reauthorizations.register(
            census.reauthorizations().stream().map(Gauges::row).toList(), true);
        leaveOut = (nanos.getAsLong() - begun) / LEFT_OUT_ONCE_NANOS;
      }
    } catch (JdbiException problem) {
      figures = Census.Figures.UNKNOWN;
      log.warn("The gauges could not be read: {}", problem.toString());
    }
  }

  private static MultiGauge.Row<?> row(Census.Group group) {
    return MultiGauge.Row.of(
        Tags.of("app", group.app(), "environment", group.environment(), "status", group.status()),
        group.connections());
  }

  private static MultiGauge.Row<?> row(Census.Open open) {
    return MultiGauge.Row.of(
        Tags.of("app", open.app(), "environment", open.environment(), "state", open.state()),
        open.connections());
  }
}
