package dev.evergrant.worker.webhook;

import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.store.DeliveryRows;
import dev.evergrant.worker.store.DeliveryRows.Due;
import dev.evergrant.worker.store.DeliveryRows.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one target its alerts, one after another in the order of their arrival, as far as this
 * worker claims them.
 *
 * <ol>
 *   <li>An alert is sent at least once, and forgotten as soon as the target has taken it; each time
 *       with the same id, and with the time and the signature of the attempt.
 *   <li>A claim that a killed worker leaves behind is free when its lease ends.
 *   <li>No transaction is open while the target is waited for.
 * </ol>
 *
 * Run by one thread at a time; {@link #stop} may be called by any.
 */
final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);
  private static final int BATCH = 16;
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(3);

  private final Jdbi jdbi;
  private final DeliveryRows rows;
  private final Webhook webhook;
  private final Signature signature;
  private final WebhookClient client;
  private final Outer outer;
  private final Counter delivered;
  private final Counter failed;
  private final Counter givenUp;

  private long quietUntil;
  private boolean troubled;
  private volatile boolean stopping;

  /** Time and chance. */
  record Outer(InstantSource clock, LongSupplier nanos, DoubleSupplier chance) {}

  Courier(
      Jdbi jdbi,
      DeliveryRows rows,
      Webhook webhook,
      WebhookClient client,
      MeterRegistry meters,
      Outer outer) {
    this.jdbi = jdbi;
    this.rows = rows;
    this.webhook = webhook;
    this.signature = new Signature(webhook);
    this.client = client;
    this.outer = outer;
    this.delivered = meters.counter("evergrant.webhooks.delivered", "target", webhook.name());
    this.failed = meters.counter("evergrant.webhooks.failed", "target", webhook.name());
    this.givenUp = meters.counter("evergrant.webhooks.given.up", "target", webhook.name());
    this.quietUntil = outer.nanos().getAsLong();
  }

  /** Sends what is due, until nothing is, or the target asks to be left alone. */
  void work() {
    boolean more = true;
    while (more && !stopping && outer.nanos().getAsLong() - quietUntil >= 0) {
      long begun = outer.nanos().getAsLong();
      List<Due> due = rows.claim(jdbi, webhook.name(), LEASE, BATCH);
      int sent = send(due, begun + LEASE.minus(WebhookClient.DEADLINE).toNanos());
      if (sent < due.size()) {
        rows.release(jdbi, due.subList(sent, due.size()).stream().map(Due::id).toList());
      }
      more = !due.isEmpty();
    }
  }

  /**
   * Sends them as long as each answer is sure to come within the lease.
   *
   * @return how many it is done with
   */
  private int send(List<Due> due, long lastStart) {
    for (int i = 0; i < due.size(); i++) {
      long now = outer.nanos().getAsLong();
      if (stopping || now - lastStart > 0 || now - quietUntil < 0) {
        return i;
      }
      Answer answer = send(due.get(i));
      // What we have called off ourselves is no failure of the target's.
      if (stopping && !(answer instanceof Answer.Taken)) {
        return i;
      }
      settle(due.get(i), answer);
    }
    return due.size();
  }

  private Answer send(Due due) {
    Instant now = outer.clock().instant();
    long seconds = now.getEpochSecond();
    return client.post(
        webhook.url(),
        Map.of(
            "webhook-id", due.eventId(),
            "webhook-timestamp", Long.toString(seconds),
            "webhook-signature", signature.of(due.eventId(), seconds, due.body())),
        due.body(),
        now);
  }

  private void settle(Due due, Answer answer) {
    int failures = due.failures() + 1;
    double chance = outer.chance().getAsDouble();
    switch (answer) {
      case Answer.Taken _ -> taken(due);
      case Answer.Refused(String problem) ->
          failed(due, new Failure(due.id(), problem, Backoff.after(failures, chance), true));
      case Answer.Unavailable(String problem, Duration asked) -> {
        Duration pause = Backoff.after(failures, asked, chance);
        if (asked != null) {
          quietUntil = outer.nanos().getAsLong() + pause.toNanos();
        }
        failed(due, new Failure(due.id(), problem, pause, false));
      }
    }
  }

  private void taken(Due due) {
    rows.delivered(jdbi, webhook.name(), due.id());
    delivered.increment();
    if (troubled) {
      troubled = false;
      log.info("The webhook target {} takes alerts again.", webhook.name());
    }
  }

  private void failed(Due due, Failure failure) {
    boolean end = jdbi.inTransaction(handle -> rows.failed(handle, failure, LONGEST));
    failed.increment();
    if (!troubled) {
      troubled = true;
      log.warn(
          "The webhook target {} did not take an alert: {}. It is tried again in {} s, then less"
              + " and less often, for {} days.",
          webhook.name(),
          failure.problem(),
          failure.pause().toSeconds(),
          LONGEST.toDays());
    }
    if (end) {
      givenUp.increment();
      log.error(
          "The alert {} ({}) is given up for the webhook target {}, which did not take it for {}"
              + " days: {}. It still stands in Kafka.",
          due.eventId(),
          due.type(),
          webhook.name(),
          LONGEST.toDays(),
          failure.problem());
    }
  }

  /** Sends nothing more. */
  void stop() {
    stopping = true;
  }
}
