package dev.evergrant.worker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/**
 * A process is killed at every step of making and publishing batches, one step after another, and
 * each time another process goes on: everybody is told, and told once.
 */
class KilledBatchStory {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  /** Of two organizations, so that one batch has two parts and another follows it. */
  private static final int MANY = 501;

  private static final int FEW = 2;

  private final Stack stack = Stack.shared();
  private final Premises premises = Premises.empty();
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Set<String> names = new HashSet<>();

  @Test
  void whereverItDiesEverybodyIsToldExactlyOnce() throws InterruptedException {
    // Given
    premises.at(NOW);
    var _ = TopicSetup.create(new Config.Kafka(kafka()), 4);
    // When
    int statements = killAtEach("statement");
    int sends = killAtEach("send");
    int sent = killAtEach("sent");
    // Then
    assertThat(statements).as("statements").isGreaterThan(15);
    assertThat(sends).as("sends").isEqualTo(3);
    assertThat(sent).as("sent").isEqualTo(3);
    Map<String, Set<String>> told = told();
    assertThat(told.keySet()).isEqualTo(names);
    assertThat(told).allSatisfy((name, events) -> assertThat(events).as(name).hasSize(1));
  }

  /** How many steps there are. */
  private int killAtEach(String what) throws InterruptedException {
    for (int step = 1; ; step++) {
      arrive(what + "-" + step);
      int exit =
          OtherJvm.run(
              List.of("-Xmx128m"),
              DoomedDesk.class,
              premises.place().url(),
              premises.place().user(),
              premises.place().password().reveal(),
              stack.bootstrapServers(),
              what,
              String.valueOf(step));
      goOn();
      if (exit == 0) {
        return step - 1;
      }
      assertThat(exit).isEqualTo(DoomedDesk.KILLED);
    }
  }

  private void arrive(String wave) {
    seed(wave, "acme", 0, MANY);
    seed(wave, "globex", MANY, MANY + FEW);
  }

  private void seed(String wave, String organization, int from, int to) {
    for (int i = from; i < to; i++) {
      names.add("crm-sync/development/" + run + "-" + wave + "-" + i);
    }
    premises.execute(
        """
        INSERT INTO reauthorization (connection, app, environment, subject, provider, organization,
          state, reason, at, due_at, since)
        SELECT 'crm-sync/development/' || name, 'crm-sync', 'development', name, 'outreach', ?,
          'expired', 'development_expired', evergrant_now(), evergrant_now(),
          evergrant_now() - interval '7 days'
        FROM (SELECT ? || i AS name FROM generate_series(?, ?) AS i) AS names\
        """,
        organization,
        run + "-" + wave + "-",
        from,
        to - 1);
  }

  /** The dead one's session may hold its rows for a moment longer. */
  private void goOn() throws InterruptedException {
    while (premises.count("SELECT count(*) FROM reauthorization WHERE due_at <= ?", NOW) > 0) {
      DoomedDesk.batches(premises.jdbi()).make();
    }
    DoomedDesk.publish(
        premises.database(), new KafkaProducer<>(DoomedDesk.producer(stack.bootstrapServers())));
  }

  /** By connection, the ids of the events that name it; the same event may come twice. */
  private Map<String, Set<String>> told() {
    Map<String, Set<String>> told = new HashMap<>();
    for (Said said : read()) {
      if (said.data() instanceof Alert.ReauthorizationRequired alert) {
        for (Alert.Affected one : alert.connections()) {
          if (one.subject().startsWith(run)) {
            told.computeIfAbsent(one.connection(), _ -> new HashSet<>())
                .add(String.valueOf(said.id()));
          }
        }
      }
    }
    return told;
  }

  private List<Said> read() {
    Map<String, Object> properties = new HashMap<>(kafka());
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    List<Said> said = new ArrayList<>();
    try (var consumer = new KafkaConsumer<String, byte[]>(properties)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ALERTS).stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < end(ends, one))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record ->
                    said.add(
                        Said.of(record.topic(), record.key(), record.headers(), record.value())));
      }
    }
    return said;
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  private Map<String, String> kafka() {
    return Map.of("bootstrap.servers", stack.bootstrapServers());
  }
}
