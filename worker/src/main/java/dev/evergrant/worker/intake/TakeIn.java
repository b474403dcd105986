package dev.evergrant.worker.intake;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.Redaction;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.Rejections;
import dev.evergrant.worker.store.Withdrawals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a poll's records in, in one transaction. Grants that stand together become one insert;
 * order is kept, so that a withdrawal ends the grants before it and not those after it.
 */
public final class TakeIn {
  private static final Logger log = LoggerFactory.getLogger(TakeIn.class);

  private final Jdbi jdbi;
  private final Acceptance acceptance;
  private final GrantRows grants;
  private final Rejections rejections;
  private final Withdraw withdraw;
  private final OutboxRows outbox;
  private final MeterRegistry meters;

  public TakeIn(
      Jdbi jdbi,
      Map<String, App> apps,
      CloudEventCodec codec,
      SealedCodes sealedCodes,
      Fingerprints fingerprints,
      GrantRows grants,
      Rejections rejections,
      Withdraw withdraw,
      OutboxRows outbox,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.acceptance =
        new Acceptance(apps, codec, sealedCodes, fingerprints, new DeadLetters(new Redaction()));
    this.grants = grants;
    this.rejections = rejections;
    this.withdraw = withdraw;
    this.outbox = outbox;
    this.meters = meters;
  }

  /**
   * Takes records in, and returns when they are on the disk. Grants can be claimed before that: the
   * claim is not on the disk without them. What goes to the outbox could be published too early,
   * and is committed as usual.
   *
   * @param onDue called when new grants or reports may be claimed
   */
  public void take(List<ConsumerRecord<String, byte[]>> records, Runnable onDue) {
    // Before the transaction and on all cores: to unseal hundreds of codes takes a while.
    List<Opened> opened = records.parallelStream().map(acceptance::open).toList();
    Tally tally = new Tally();
    jdbi.useTransaction(
        handle -> {
          tally.reset();
          Instant now = Database.now(handle);
          List<Accepted> accepted = new ArrayList<>(records.size());
          opened.forEach(one -> accepted.add(acceptance.accept(one, now)));
          tally.grantsOnly = accepted.stream().allMatch(Accepted.Grant.class::isInstance);
          if (tally.grantsOnly) {
            Database.commitBeforeDisk(handle);
          }
          store(handle, accepted, tally, now);
        });
    tally.count();
    if (tally.newGrants > 0 || tally.reports > 0) {
      onDue.run();
    }
    if (tally.grantsOnly || tally.grants > tally.newGrants) {
      // Also where all was known: an earlier try may have failed before it was on the disk.
      Database.awaitDisk(jdbi);
    }
  }

  private void store(Handle handle, List<Accepted> accepted, Tally tally, Instant now) {
    List<GrantRows.New> together = new ArrayList<>();
    List<Rejections.Rejected> rejected = new ArrayList<>();
    List<Message> deadLetters = new ArrayList<>();
    for (Accepted one : accepted) {
      switch (one) {
        case Accepted.Grant(GrantRows.New row) -> together.add(row);
        case Accepted.Rejection(Rejections.Rejected row) -> rejected.add(row);
        case Accepted.DeadLetter(Message message, String field) -> {
          deadLetters.add(message);
          tally.deadLetters.add(field);
        }
        case Accepted.Withdrawal(var source, var id, var connections) -> {
          insert(handle, together, tally);
          if (Withdrawals.note(handle, source, id)) {
            withdraw.withdraw(handle, connections, now);
            tally.withdrawals++;
          }
        }
      }
    }
    insert(handle, together, tally);
    rejections.reject(handle, rejected);
    tally.reports = rejected.size();
    outbox.append(handle, deadLetters);
  }

  private void insert(Handle handle, List<GrantRows.New> together, Tally tally) {
    tally.grants += together.size();
    tally.newGrants += grants.insert(handle, together);
    together.clear();
  }

  /** Counts only what the transaction has committed. */
  private final class Tally {
    private boolean grantsOnly;
    private int grants;
    private int newGrants;
    private int withdrawals;
    private int reports;
    private final List<String> deadLetters = new ArrayList<>();

    void reset() {
      grants = 0;
      newGrants = 0;
      withdrawals = 0;
      reports = 0;
      deadLetters.clear();
    }

    void count() {
      meters.counter("evergrant.grants.received").increment(newGrants);
      meters.counter("evergrant.grants.duplicate").increment(grants - newGrants);
      meters.counter("evergrant.withdrawals").increment(withdrawals);
      meters.counter("evergrant.token.reports").increment(reports);
      for (String field : deadLetters) {
        meters.counter("evergrant.dead.letters", "field", field).increment();
        log.info("A record went to the dead-letter topic: {} is not acceptable", field);
      }
    }
  }
}
