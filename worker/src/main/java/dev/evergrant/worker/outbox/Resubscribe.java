package dev.evergrant.worker.outbox;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.SubscriptionRows;
import dev.evergrant.worker.store.SubscriptionRows.Unsettled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a change of subscribers to the connections that are there: states all active ones of the
 * app again, sealed to those who may read them now. Versions and tokens stay, one whose token has
 * expired meanwhile is stated as it is, so that nobody who was removed keeps the newest record.
 *
 * <p>It goes in small transactions that each remember how far it is, so a kill costs at most one of
 * them. Nothing is stated while many promises wait for the relay: what happens meanwhile is
 * published behind {@value #MOST_AHEAD} of these at most.
 */
public final class Resubscribe {
  private static final Logger log = LoggerFactory.getLogger(Resubscribe.class);
  private static final int BATCH = 200;
  private static final int MOST_AHEAD = 2_000;
  private static final long LOG_EVERY = Duration.ofSeconds(10).toNanos();

  private final Jdbi jdbi;
  private final SubscriptionRows subscriptions;
  private final Restate restate;
  private final OutboxRows outbox;
  private final LongSupplier nanos;
  private long loggedAt;

  public Resubscribe(
      Jdbi jdbi,
      SubscriptionRows subscriptions,
      Restate restate,
      OutboxRows outbox,
      LongSupplier nanos) {
    this.jdbi = jdbi;
    this.subscriptions = subscriptions;
    this.restate = restate;
    this.outbox = outbox;
    this.nanos = nanos;
    this.loggedAt = nanos.getAsLong() - LOG_EVERY;
  }

  /** States connections again until there is nothing left to state, or the outbox is full. */
  public void tick() {
    boolean more;
    do {
      more = jdbi.inTransaction(this::some);
    } while (more);
  }

  private boolean some(Handle handle) {
    Optional<Unsettled> next = subscriptions.next(handle);
    if (next.isEmpty()) {
      sayWhatWaits(handle);
      return false;
    }
    if (outbox.hasMoreThan(handle, MOST_AHEAD)) {
      return false;
    }
    Unsettled of = next.get();
    List<ConnectionId> some = subscriptions.some(handle, of, BATCH);
    if (some.isEmpty()) {
      subscriptions.settle(handle, of);
      log.info(
          "All {} active connections of {} are stated to its present subscribers.",
          of.stated(),
          of.app());
      return true;
    }
    restate.state(handle, some);
    var to = new Unsettled(of.app(), some.getLast().toString(), of.stated() + some.size());
    subscriptions.advance(handle, to);
    if (isTimeToLog()) {
      log.info(
          "The subscribers of {} have changed: {} of {} active connections are stated again.",
          to.app(),
          to.stated(),
          subscriptions.total(handle, to.app()));
    }
    return true;
  }

  private void sayWhatWaits(Handle handle) {
    List<String> waiting = subscriptions.waiting(handle);
    if (!waiting.isEmpty() && isTimeToLog()) {
      log.info(
          "The subscribers of {} have changed. Their connections are stated again when all workers"
              + " that are alive have the same subscribers.",
          waiting);
    }
  }

  private boolean isTimeToLog() {
    boolean time = nanos.getAsLong() - loggedAt >= LOG_EVERY;
    if (time) {
      loggedAt = nanos.getAsLong();
    }
    return time;
  }
}
