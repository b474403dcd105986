package dev.evergrant.worker.intake;

import dev.evergrant.contracts.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, takes in, commits the offsets; in that order, so that a crash anywhere means redelivery,
 * which changes nothing. While the database is away the partitions are paused and the same records
 * come again; the consumer stays in its group. Runs on a platform thread of its own.
 */
public final class Intake implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BREATH = Duration.ofMillis(500);

  private final Consumer<String, byte[]> consumer;
  private final Records takeIn;
  private final AtomicLong lag = new AtomicLong();

  // Taken in, and not known to be committed. Of the intake's thread: Kafka calls back within poll.
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private volatile boolean stopping;

  /** Takes a poll's records in. */
  @FunctionalInterface
  public interface Records {
    /**
     * Returns when they are on the disk.
     *
     * @throws JdbiException if the database is away; they come again
     */
    void take(List<ConsumerRecord<String, byte[]>> records);
  }

  public Intake(Consumer<String, byte[]> consumer, Records takeIn, MeterRegistry meters) {
    this.consumer = consumer;
    this.takeIn = takeIn;
    meters.gauge("evergrant.kafka.lag.records", lag);
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(List.of(Topics.AUTHORIZATIONS, Topics.TOKEN_REPORTS));
      while (!stopping) {
        try {
          poll();
        } catch (WakeupException wakeup) {
          // Only stop() wakes it; the loop's condition says the rest.
        } catch (KafkaException | IllegalStateException problem) {
          // The latter where a partition was taken away while we asked about it.
          log.warn("Taking in is interrupted and will be tried again: {}", problem.toString());
        }
      }
      // Closing waits for it.
      commit();
    }
  }

  private void poll() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    measureLag();
    if (records.isEmpty()) {
      commit();
      return;
    }
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(records.count());
    records.forEach(batch::add);
    try {
      takeIn.take(batch);
    } catch (JdbiException problem) {
      log.warn("The database did not confirm {} records: {}", batch.size(), problem.toString());
      rewind(records);
      return;
    } catch (RuntimeException bug) {
      log.error("{} records could not be taken in and come again", batch.size(), bug);
      rewind(records);
      return;
    }
    uncommitted.putAll(records.nextOffsets());
    commit();
  }

  /**
   * Nobody waits for it: what is not committed comes again, and is known. Kafka does not try again
   * what has failed; the next call does, after the next poll at the latest.
   */
  private void commit() {
    uncommitted.keySet().retainAll(consumer.assignment());
    if (!uncommitted.isEmpty()) {
      consumer.commitAsync(Map.copyOf(uncommitted), this::committed);
    }
  }

  private void committed(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception problem) {
    if (problem == null) {
      // Unless more has been taken in meanwhile.
      offsets.forEach(uncommitted::remove);
    } else {
      log.info("The offsets {} are not committed yet: {}", offsets, problem.toString());
    }
  }

  /** Records on this worker's partitions that have not been polled yet. */
  private void measureLag() {
    long behind = 0;
    for (TopicPartition partition : consumer.assignment()) {
      behind += consumer.currentLag(partition).orElse(0);
    }
    lag.set(behind);
  }

  /**
   * Goes back to the first record of each partition, and breathes by a poll that brings nothing.
   */
  private void rewind(ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      if (consumer.assignment().contains(partition)) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
    }
    var paused = consumer.assignment();
    consumer.pause(paused);
    try {
      var between = consumer.poll(BREATH);
      // Partitions assigned in between are not paused; their records come again, too.
      for (TopicPartition partition : between.partitions()) {
        consumer.seek(partition, between.records(partition).getFirst().offset());
      }
    } finally {
      consumer.resume(consumer.assignment());
    }
  }

  /** Finishes the batch in hand and leaves the group. */
  public void stop() {
    stopping = true;
    consumer.wakeup();
  }
}
