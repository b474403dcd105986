package dev.evergrant.contracts.client;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.devkit.services.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker of a story's own, with the topics, and the worker's part played by the story. */
final class Place implements AutoCloseable {
  static final CloudEventCodec CODEC = new CloudEventCodec(1 << 20);
  private static final int PARTITIONS = 2;

  private final Path directory;
  private final int port;
  private EmbeddedKafka kafka;
  private final KafkaProducer<String, byte[]> worker;

  Place(Path directory) {
    this.directory = directory;
    this.kafka = start(0);
    this.port = Integer.parseInt(kafka.bootstrapServers().replaceFirst(".*:", ""));
    create(Topics.AUTHORIZATIONS, Topics.TOKEN_REPORTS, Topics.TOKEN_UPDATES);
    this.worker =
        new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
  }

  private EmbeddedKafka start(int on) {
    try {
      return EmbeddedKafka.start(directory, on);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  void create(String... topics) {
    administer(
        admin ->
            admin
                .createTopics(
                    List.of(topics).stream()
                        .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get());
  }

  /** The updates' topic loses all its records and its history. */
  void createUpdatesAnew() {
    administer(admin -> admin.deleteTopics(List.of(Topics.TOKEN_UPDATES)).all().get());
    eventually(
        () ->
            administer(
                admin ->
                    assertThat(admin.listTopics().names().get())
                        .doesNotContain(Topics.TOKEN_UPDATES)));
    create(Topics.TOKEN_UPDATES);
  }

  /** What is on the updates' topic by now vanishes, as by compaction, and leaves no tombstone. */
  void forgetUpdates() {
    administer(
        admin -> {
          for (int partition = 0; partition < PARTITIONS; partition++) {
            var all =
                Map.of(
                    new TopicPartition(Topics.TOKEN_UPDATES, partition),
                    RecordsToDelete.beforeOffset(-1));
            admin.deleteRecords(all).all().get();
          }
        });
  }

  private interface Administration {
    void of(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void administer(Administration work) {
    try (Admin admin = Admin.create(properties())) {
      work.of(admin);
    } catch (ExecutionException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  Map<String, Object> properties() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  void stopBroker() {
    kafka.close();
  }

  void startBroker() {
    kafka = start(port);
  }

  /** The worker says something. */
  void say(ProducerRecord<String, byte[]> record) {
    try {
      worker.send(record).get();
    } catch (ExecutionException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** The same without waiting for the broker, until the flush. */
  void sayLater(ProducerRecord<String, byte[]> record) {
    var _ = worker.send(record);
  }

  void flush() {
    worker.flush();
  }

  /** All that is on a topic by now. */
  List<CloudEvent> events(String topic) {
    try (var consumer =
        new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<CloudEvent> events = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          events.add(CODEC.read(record.headers(), record.value()));
        }
      }
      return events;
    } catch (UnacceptableEvent problem) {
      throw new IllegalStateException(problem);
    }
  }

  @Override
  public void close() {
    worker.close();
    kafka.close();
  }
}
