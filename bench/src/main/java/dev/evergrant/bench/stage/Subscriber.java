package dev.evergrant.bench.stage;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Listens to token updates from now on, on a thread of its own, and notes when each came. */
public final class Subscriber implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final Heard heard;
  private final Thread thread;
  private volatile boolean stopping;

  /** Is told of every update, on the subscriber's thread. */
  @FunctionalInterface
  public interface Heard {
    /**
     * @param publishedMillis when it was handed to Kafka, on the wall clock
     * @param nanos when it came, on the monotonic clock
     */
    void update(String subject, long publishedMillis, long nanos);
  }

  /** Listens from now on. */
  public Subscriber(Stage stage, Heard heard) {
    Map<String, Object> properties = new HashMap<>(stage.config().kafka().properties());
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    this.consumer = new KafkaConsumer<>(properties);
    List<TopicPartition> partitions =
        IntStream.range(0, Topic.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Topics.TOKEN_UPDATES, partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    this.heard = heard;
    this.thread = Thread.ofPlatform().daemon().name("subscriber").start(this::listen);
  }

  private void listen() {
    while (!stopping) {
      ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(100));
      long now = System.nanoTime();
      for (ConsumerRecord<String, byte[]> record : records) {
        heard.update(ConnectionId.parse(record.key()).subject(), record.timestamp(), now);
      }
    }
    consumer.close();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
