package dev.evergrant.worker.outbox;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.store.Published;
import dev.evergrant.worker.store.Published.Newest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all token updates that Kafka has, from the beginning to the end as it is now, and compares
 * the newest version of each connection with the database's. It takes a full read of the topic, and
 * is for a start after a restore; a batch of records is in memory at a time.
 */
public final class ComparePublished {
  private static final Logger log = LoggerFactory.getLogger(ComparePublished.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int SILENT_POLLS = 60;

  private final Jdbi jdbi;
  private final Consumer<String, byte[]> consumer;
  private final CloudEventCodec codec;

  /**
   * @param consumer without a group; it stays the caller's to close
   * @param codec for events as large as any that is published
   */
  public ComparePublished(Jdbi jdbi, Consumer<String, byte[]> consumer, CloudEventCodec codec) {
    this.jdbi = jdbi;
    this.consumer = consumer;
    this.codec = codec;
  }

  /**
   * Compares, and holds the connections that the database is behind of.
   *
   * @throws KafkaException if Kafka does not answer for a minute
   */
  public Published.Report run() {
    return jdbi.withHandle(
        handle -> {
          Published published = Published.begin(handle);
          read(published);
          return published.settle(Topics.TOKEN_UPDATES);
        });
  }

  private void read(Published published) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.TOKEN_UPDATES).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    int silent = 0;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      silent = records.isEmpty() ? silent + 1 : 0;
      if (silent == SILENT_POLLS) {
        throw new KafkaException(Topics.TOKEN_UPDATES + " cannot be read to its end");
      }
      Map<String, Newest> newest = new LinkedHashMap<>();
      records.forEach(record -> note(record, newest));
      if (!newest.isEmpty()) {
        published.add(List.copyOf(newest.values()));
      }
    }
  }

  private void note(ConsumerRecord<String, byte[]> record, Map<String, Newest> newest) {
    if (record.key() == null) {
      return;
    }
    Newest before = newest.get(record.key());
    if (record.value() == null) {
      newest.put(record.key(), new Newest(record.key(), null, true));
      return;
    }
    try {
      long version =
          codec.data(codec.read(record.headers(), record.value()), TokenUpdate.class).version();
      boolean afresh = before != null && before.afresh();
      newest.put(record.key(), new Newest(record.key(), newer(before, version), afresh));
    } catch (UnacceptableEvent problem) {
      log.warn("A token update of {} is left out: {}", record.key(), problem.getMessage());
    }
  }

  private static long newer(@Nullable Newest before, long version) {
    return before == null || before.version() == null
        ? version
        : Math.max(before.version(), version);
  }
}
