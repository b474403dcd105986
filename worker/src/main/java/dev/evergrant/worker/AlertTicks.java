package dev.evergrant.worker;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.evergrant.worker.alert.Batches;
import dev.evergrant.worker.alert.DevelopmentRule;
import dev.evergrant.worker.alert.Forecast;
import dev.evergrant.worker.alert.LetGo;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.outbox.Restate;
import dev.evergrant.worker.outbox.Resubscribe;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.Erasure;
import dev.evergrant.worker.store.ForecastRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RestatementRows;
import dev.evergrant.worker.store.RevocationRows;
import dev.evergrant.worker.store.SubscriptionRows;
import dev.evergrant.worker.work.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;

/**
 * The part of the composition root that makes what is said without being asked: to people what only
 * they can do, to subscribers what has changed around a token. All of it runs by the cluster's
 * clock.
 */
final class AlertTicks {

  private AlertTicks() {}

  /** The tables that the alerts share with the rest. */
  record Tables(
      ReauthorizationRows reauthorizations,
      DeveloperRows developers,
      ConnectionRows connections,
      RevocationRows revocations,
      SubscriptionRows subscriptions,
      OutboxRows outbox) {}

  /** What is done by the cluster's clock so that people hear what they have to do. */
  static Map<String, Tick> of(
      Config config,
      Jdbi jdbi,
      Tables tables,
      Subscribers subscribers,
      Messages messages,
      MeterRegistry meters,
      LongSupplier nanos) {
    Config.Alerts alerts = config.alerts();
    var restatements = new RestatementRows();
    var rule =
        new DevelopmentRule(
            jdbi,
            config.apps().values(),
            tables.developers(),
            tables.reauthorizations(),
            restatements,
            alerts.ahead());
    var forecast =
        new Forecast(
            jdbi,
            config.apps().values(),
            new ForecastRows(),
            tables.reauthorizations(),
            alerts.ahead());
    var batches =
        new Batches(
            jdbi,
            config.apps(),
            tables.reauthorizations(),
            tables.outbox(),
            messages,
            () -> UlidCreator.getMonotonicUlid().toString(),
            new Batches.Rhythm(alerts.remindEvery(), alerts.reminders(), alerts.quiet()),
            meters);
    var letGo =
        new LetGo(
            jdbi,
            new Erasure(),
            tables.revocations(),
            tables.reauthorizations(),
            tables.outbox(),
            messages,
            alerts.letGoAfter(),
            meters);
    var restate =
        new Restate(
            jdbi, restatements, tables.connections(), subscribers, tables.outbox(), messages);
    var resubscribe =
        new Resubscribe(jdbi, tables.subscriptions(), restate, tables.outbox(), nanos);
    return Map.of(
        "development-rule", Tick.every(Duration.ofSeconds(5), rule::settle),
        "development-review", Tick.every(Duration.ofHours(1), rule::review),
        "forecast", Tick.every(Duration.ofMinutes(1), forecast::look),
        "alerts", Tick.every(alerts.every(), batches::make),
        "let-go", Tick.every(Duration.ofMinutes(1), letGo::letGo),
        "restate", Tick.every(Duration.ofSeconds(2), restate::restate),
        "subscribers", Tick.every(Duration.ofSeconds(1), resubscribe::tick));
  }
}
