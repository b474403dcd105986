package dev.evergrant.worker;

import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.config.Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Listens to all that the worker says from now on, and keeps it. */
final class Listener implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of(Topics.TOKEN_UPDATES, Topics.ALERTS, Topics.DEAD_LETTERS);

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
          TOPICS.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      listening.countDown();
      while (!stopping) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          synchronized (heard) {
            heard.add(record);
          }
        }
      }
    }
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
  }
}
