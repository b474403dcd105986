package dev.evergrant.devkit.services;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka topic to write to and read from. */
final class Notes {
  private static final String TOPIC = "notes";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String bootstrapServers;

  Notes(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void createTopic() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  void write(String value) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  /** As many as this, or those that came before patience ran out. */
  List<String> read(int count) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", "readers",
            "group.protocol", "consumer",
            "auto.offset.reset", "earliest");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      long giveUp = System.nanoTime() + PATIENCE.toNanos();
      while (values.size() < count && System.nanoTime() < giveUp) {
        consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(found.value()));
      }
    }
    return values;
  }
}
