package dev.evergrant.contracts.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's clients: the caller's properties over our defaults, and over both what is promised. */
final class KafkaClients {
  private KafkaClients() {}

  /** Waits for 5 s at most where it has to wait, and gives an event up after 30 s. */
  static Producer<String, byte[]> producer(Map<String, ?> kafka) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("delivery.timeout.ms", "30000");
    properties.put("request.timeout.ms", "10000");
    properties.put("max.block.ms", "5000");
    properties.putAll(kafka);
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** In no group; where it has nothing to go on from, it says so instead of choosing a place. */
  static Consumer<String, byte[]> reader(Map<String, ?> kafka) {
    Properties properties = new Properties();
    properties.put("max.poll.records", "5000");
    properties.put("max.partition.fetch.bytes", "4194304");
    properties.putAll(kafka);
    properties.remove("group.id");
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "none");
    properties.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
