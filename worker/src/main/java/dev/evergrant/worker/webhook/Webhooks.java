package dev.evergrant.worker.webhook;

import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.store.DeliveryRows;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for alerts that are due and sends a courier to each target that has any: a virtual thread
 * each, so that a target that hangs keeps no other waiting. Runs on a thread of its own.
 */
public final class Webhooks implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration AGES_EVERY = Duration.ofSeconds(5);
  private static final Duration TO_LET_GO = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  /** As long as a change of the configuration may take to reach all workers. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  private final Jdbi jdbi;
  private final DeliveryRows rows;
  private final WebhookClient client;
  private final Map<String, Courier> couriers = new LinkedHashMap<>();
  private final Map<String, Future<?>> underWay = new LinkedHashMap<>();
  private final LongSupplier nanos;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());

  private volatile Map<String, Double> ages = Map.of();
  private volatile boolean agesKnown;
  private long agesAt;
  private long forgetAt;

  /**
   * @param client closed at the end
   * @param clock the wall clock, for the time of an attempt
   * @param nanos monotonic
   * @param chance in [0, 1), spreads retries
   */
  public Webhooks(
      Jdbi jdbi,
      DeliveryRows rows,
      Collection<Webhook> webhooks,
      WebhookClient client,
      MeterRegistry meters,
      InstantSource clock,
      LongSupplier nanos,
      DoubleSupplier chance) {
    this.jdbi = jdbi;
    this.rows = rows;
    this.client = client;
    this.nanos = nanos;
    this.agesAt = nanos.getAsLong();
    this.forgetAt = agesAt;
    Courier.Outer outer = new Courier.Outer(clock, nanos, chance);
    for (Webhook webhook : webhooks) {
      couriers.put(webhook.name(), new Courier(jdbi, rows, webhook, client, meters, outer));
      Gauge.builder("evergrant.webhooks.age.seconds", this, now -> now.age(webhook.name()))
          .description("How long the oldest undelivered alert has been waiting")
          .tag("target", webhook.name())
          .strongReference(true)
          .register(meters);
    }
  }

  private double age(String target) {
    return agesKnown ? ages.getOrDefault(target, 0.0) : Double.NaN;
  }

  /** Runs until stopped; what goes wrong is logged and tried again. */
  @Override
  public void run() {
    try {
      do {
        look();
      } while (!stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      long now = nanos.getAsLong();
      if (!couriers.isEmpty()) {
        rows.due(jdbi, couriers.keySet()).forEach(this::send);
        if (now - agesAt >= 0) {
          ages = rows.ages(jdbi);
          agesKnown = true;
          agesAt = now + AGES_EVERY.toNanos();
        }
      }
      if (now - forgetAt >= 0) {
        forget();
        forgetAt = now + FORGET_EVERY.toNanos();
      }
    } catch (JdbiException problem) {
      agesKnown = false;
      log.warn("Webhooks are interrupted and will be tried again: {}", problem.toString());
    }
  }

  private void send(String target) {
    Courier courier = couriers.get(target);
    Future<?> before = underWay.get(target);
    if (courier != null && (before == null || before.isDone())) {
      underWay.put(target, threads.submit(() -> work(target, courier)));
    }
  }

  private static void work(String target, Courier courier) {
    try {
      courier.work();
    } catch (JdbiException problem) {
      log.warn(
          "Alerts for the webhook target {} are interrupted and will be tried again: {}",
          target,
          problem.toString());
    } catch (RuntimeException bug) {
      log.error("Alerts could not be sent to the webhook target {}.", target, bug);
    }
  }

  private void forget() {
    rows.forgetOthers(jdbi, couriers.keySet(), FORGET_AFTER)
        .forEach(
            (target, many) ->
                log.warn(
                    "What waited for the webhook target {} is deleted, alerts: {}. It is not"
                        + " configured any more. They still stand in Kafka.",
                    target,
                    many));
  }

  /** Claims and sends nothing more; returns at once. */
  public void stop() {
    stopped.countDown();
    couriers.values().forEach(Courier::stop);
  }

  /**
   * Waits for what is being sent, then calls the rest off; to be called when its thread has ended.
   *
   * @return whether all of it ended in time
   */
  public boolean awaitLast(Duration patience) throws InterruptedException {
    threads.shutdown();
    boolean all = threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    client.close();
    // Each courier hears at once that its call has ended, and lets its claims go.
    boolean ended = threads.awaitTermination(TO_LET_GO.toMillis(), TimeUnit.MILLISECONDS);
    return all && ended;
  }
}
