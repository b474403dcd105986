package dev.evergrant.contracts.client;

import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the token updates from their beginning and follows them for ever, on a thread of its own
 * and in no consumer group: whoever looks on takes nothing from anybody. An outage is waited out;
 * where the place to go on from is lost, or a tombstone may have been missed, the topic is read
 * from its beginning again.
 */
final class Follower implements Runnable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration INQUIRY = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final InstantSource clock;
  private final Duration tombstonesLast;
  private final Audience audience;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<String, byte[]> current;

  /** Who is told what the follower reads; all on the follower's thread. */
  interface Audience {
    /** The topic is told from its beginning, for the first time or again. */
    void begin();

    void take(ConsumerRecord<String, byte[]> record);

    /** All that was there at the beginning of the telling has been taken. */
    void caughtUp();

    /** It is tried again, for as long as it takes. */
    void problem(Exception problem);
  }

  Follower(
      Supplier<Consumer<String, byte[]>> consumers,
      InstantSource clock,
      Duration tombstonesLast,
      Audience audience) {
    this.consumers = consumers;
    this.clock = clock;
    this.tombstonesLast = tombstonesLast;
    this.audience = audience;
    this.thread = Thread.ofPlatform().daemon().name("evergrant-token-cache").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread and waits for it; not to be called on it. */
  void stop() throws InterruptedException {
    stopping.countDown();
    Consumer<String, byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    thread.join();
  }

  @Override
  public void run() {
    while (isWanted()) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        current = consumer;
        while (isWanted()) {
          tell(consumer);
        }
      } catch (KafkaException problem) {
        pause(problem);
      }
    }
  }

  private boolean isWanted() {
    return stopping.getCount() > 0;
  }

  /** One telling of the topic: ends when it has to be told again. */
  private void tell(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    Instant begun = clock.instant();
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
    Progress progress =
        new Progress(tombstonesLast, beginnings, consumer.endOffsets(partitions, PATIENCE), begun);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    audience.begin();
    boolean caughtUp = false;
    Instant asked = begun;
    while (isWanted()) {
      try {
        read(consumer.poll(POLL), progress);
      } catch (OffsetOutOfRangeException lost) {
        audience.problem(lost);
        return;
      }
      if (!caughtUp && progress.hasArrived()) {
        caughtUp = true;
        audience.caughtUp();
      }
      if (clock.instant().isAfter(asked.plus(INQUIRY))) {
        asked = clock.instant();
        if (!goOn(consumer, partitions, progress, asked)) {
          return;
        }
      }
    }
  }

  private void read(ConsumerRecords<String, byte[]> records, Progress progress) {
    records.forEach(audience::take);
    // These are beyond the last record where compaction has left nothing behind it.
    records.nextOffsets().forEach((partition, next) -> progress.reached(partition, next.offset()));
  }

  /** Whether nothing can have been missed. While Kafka does not answer, nothing is known of it. */
  private boolean goOn(
      Consumer<String, byte[]> consumer,
      List<TopicPartition> partitions,
      Progress progress,
      Instant now) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      boolean same = partitions.size() == partitions(consumer).size();
      boolean missed = progress.hasArrived() && progress.mayHaveMissed(now);
      progress.ask(ends, now);
      return same && !missed;
    } catch (TimeoutException _) {
      return true;
    }
  }

  private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer) {
    var partitions =
        consumer.partitionsFor(Topics.TOKEN_UPDATES, PATIENCE).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException(
          "The topic %s does not exist: has the worker been set up?"
              .formatted(Topics.TOKEN_UPDATES));
    }
    return partitions;
  }

  private void pause(KafkaException problem) {
    if (!isWanted()) {
      return;
    }
    audience.problem(problem);
    try {
      var _ = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      stopping.countDown();
    }
  }
}
