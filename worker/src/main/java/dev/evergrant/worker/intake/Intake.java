package dev.evergrant.worker.intake;

import dev.evergrant.contracts.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
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
  private final TakeIn takeIn;
  private final Runnable onDue;
  private final AtomicLong lag = new AtomicLong();
  private volatile boolean stopping;

  /**
   * @param onDue called when new grants or reports may be claimed
   */
  public Intake(
      Consumer<String, byte[]> consumer, TakeIn takeIn, Runnable onDue, MeterRegistry meters) {
    this.consumer = consumer;
    this.takeIn = takeIn;
    this.onDue = onDue;
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
    }
  }

  private void poll() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    measureLag();
    if (records.isEmpty()) {
      return;
    }
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(records.count());
    records.forEach(batch::add);
    try {
      takeIn.take(batch, onDue);
    } catch (JdbiException problem) {
      log.warn("The database did not take {} records: {}", batch.size(), problem.toString());
      rewind(records);
      return;
    } catch (RuntimeException bug) {
      log.error("{} records could not be taken in and come again", batch.size(), bug);
      rewind(records);
      return;
    }
    consumer.commitAsync(records.nextOffsets(), Intake::committed);
  }

  /**
   * Nobody waits for it: what is not committed comes again, and is known. Closing the consumer
   * waits for what is under way.
   */
  private static void committed(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception problem) {
    if (problem != null) {
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
