package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence.Alerted;
import dev.evergrant.campaign.check.Evidence.Update;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.Clients;
import dev.evergrant.worker.config.Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads Kafka. */
final class Topic {
  private static final CloudEventCodec CODEC = new CloudEventCodec(16 << 20);

  private final Config.Kafka kafka;

  Topic(Config.Kafka kafka) {
    this.kafka = kafka;
  }

  List<Update> updates() {
    List<Update> updates = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(Topics.TOKEN_UPDATES)) {
      if (record.value() != null) {
        updates.add(update(record));
      }
    }
    return updates;
  }

  private static Update update(ConsumerRecord<String, byte[]> record) {
    try {
      CloudEvent event = CODEC.read(record.headers(), record.value());
      TokenUpdate data = CODEC.data(event, TokenUpdate.class);
      return new Update(
          record.key(),
          event.id(),
          event.type(),
          data.version(),
          data.status().equals("active"),
          data.reason());
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException("a token update cannot be read", problem);
    }
  }

  List<Alerted> alerts() {
    List<Alerted> alerts = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records(Topics.ALERTS)) {
      try {
        CloudEvent event = CODEC.read(record.headers(), record.value());
        alerts.add(
            new Alerted(
                String.valueOf(record.key()),
                event.id(),
                event.type(),
                new String(event.data(), StandardCharsets.UTF_8)));
      } catch (UnacceptableEvent problem) {
        throw new IllegalStateException("an alert cannot be read", problem);
      }
    }
    return alerts;
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (var consumer = new KafkaConsumer<String, byte[]>(Clients.reader(kafka))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  /** How many records the workers' group has not taken in; none where Kafka does not answer. */
  @Nullable Long lag() throws InterruptedException {
    try (var admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets("evergrant").partitionsToOffsetAndMetadata().get();
      List<TopicPartition> partitions = new ArrayList<>();
      var topics = List.of(Topics.AUTHORIZATIONS, Topics.TOKEN_REPORTS);
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get()
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      var ends = admin.listOffsets(latest).all().get();
      long lag = 0;
      for (var end : ends.entrySet()) {
        OffsetAndMetadata at = committed.get(end.getKey());
        lag += end.getValue().offset() - (at == null ? 0 : at.offset());
      }
      return lag;
    } catch (ExecutionException away) {
      return null;
    }
  }
}
