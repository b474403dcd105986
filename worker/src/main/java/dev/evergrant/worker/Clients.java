package dev.evergrant.worker;

import dev.evergrant.worker.config.Config;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Properties of the Kafka clients: the configured ones over our defaults, and over both what our
 * promises rest on.
 */
public final class Clients {
  private Clients() {}

  /** Consumers of the group commit their offsets themselves, after the database. */
  static Map<String, Object> consumer(Config.Kafka config) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("group.id", "evergrant");
    properties.put("max.poll.records", "500");
    properties.putAll(config.properties());
    properties.put("group.protocol", "consumer");
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    return properties;
  }

  /** The idempotent producer of the outbox. */
  static Map<String, Object> producer(Config.Kafka config) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("delivery.timeout.ms", "30000");
    properties.put("request.timeout.ms", "10000");
    properties.put("max.block.ms", "15000");
    properties.putAll(config.properties());
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    return properties;
  }

  /** A reader without a group, for people who look on. */
  public static Map<String, Object> reader(Config.Kafka config) {
    Map<String, Object> properties = new HashMap<>(config.properties());
    properties.put("enable.auto.commit", "false");
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    return properties;
  }
}
