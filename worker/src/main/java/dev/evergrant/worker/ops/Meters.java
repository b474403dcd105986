package dev.evergrant.worker.ops;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/** The worker's metrics in Prometheus' form. No label holds a subject, a token or a code. */
public final class Meters {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public Meters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Where the parts register theirs. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Shows a circuit's state: 1 for the one it is in, 0 for the others. */
  public void circuit(String app, String environment, Supplier<CircuitBreaker.State> state) {
    for (CircuitBreaker.State one : CircuitBreaker.State.values()) {
      Gauge.builder("evergrant.circuit", state, now -> now.get() == one ? 1 : 0)
          .strongReference(true)
          .description("State of the circuit to the provider")
          .tag("app", app)
          .tag("environment", environment)
          .tag("state", one.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  /** All of them, as Prometheus reads them. */
  public String scrape() {
    return registry.scrape();
  }
}
