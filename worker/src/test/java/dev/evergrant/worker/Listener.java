package dev.evergrant.worker;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.config.Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Listens to all that is said from now on, by the worker and to it, and keeps it. At the end
 * whatever the worker has said, and whatever it was told and did not refuse, has to keep to the
 * {@link Contract}.
 */
final class Listener implements AutoCloseable {
  private static final Set<String> SAID =
      Set.of(Topics.TOKEN_UPDATES, Topics.ALERTS, Topics.DEAD_LETTERS);
  private static final Set<String> TOLD = Set.of(Topics.AUTHORIZATIONS, Topics.TOKEN_REPORTS);

  private final List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopping;

  Listener(Config.Kafka kafka) {
    CountDownLatch listening = new CountDownLatch(1);
    Map<String, Object> properties = new HashMap<>(Clients.reader(kafka));
    this.thread = Thread.ofPlatform().name("listener").start(() -> listen(properties, listening));
    try {
      listening.await();
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private void listen(Map<String, Object> properties, CountDownLatch listening) {
    try (var consumer = new KafkaConsumer<String, byte[]>(properties)) {
      List<TopicPartition> partitions =
          Stream.concat(SAID.stream(), TOLD.stream())
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      listening.countDown();
      while (!stopping) {
        hear(consumer);
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
        hear(consumer);
      }
    }
  }

  private void hear(KafkaConsumer<String, byte[]> consumer) {
    for (var record : consumer.poll(Duration.ofMillis(100))) {
      synchronized (heard) {
        heard.add(record);
      }
    }
  }

  private List<String> breachesOfContract() {
    Set<String> refused =
        records(Topics.DEAD_LETTERS, null).stream().map(Listener::refused).collect(toSet());
    synchronized (heard) {
      return heard.stream()
          .filter(record -> SAID.contains(record.topic()) || !refused.contains(place(record)))
          .flatMap(record -> Contract.problems(record).stream())
          .toList();
    }
  }

  private static String refused(ConsumerRecord<String, byte[]> letter) {
    return header(letter, "evergrant-topic")
        + " "
        + header(letter, "evergrant-partition")
        + " "
        + header(letter, "evergrant-offset");
  }

  private static String place(ConsumerRecord<String, byte[]> record) {
    return record.topic() + " " + record.partition() + " " + record.offset();
  }

  /** What was said on a topic, under a key if one is given, oldest first. */
  List<ConsumerRecord<String, byte[]>> records(String topic, @Nullable String key) {
    synchronized (heard) {
      return heard.stream()
          .filter(record -> record.topic().equals(topic))
          .filter(record -> key == null || key.equals(record.key()))
          .toList();
    }
  }

  /** A header's text. */
  static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
    assertThat(breachesOfContract()).as("what keeps to no schema").isEmpty();
  }
}
