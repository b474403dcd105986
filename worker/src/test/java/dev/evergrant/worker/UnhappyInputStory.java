package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.intake.Sealing;
import dev.evergrant.worker.intake.Unhappy;
import dev.evergrant.worker.intake.Unhappy.Bad;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hundreds of malformed and hostile records, and a good one behind them on the same partition. */
class UnhappyInputStory {
  private final World world = new World();
  private final JWK key = Sealing.newKey(Kind.EC);

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void eachIsSetAsideWithItsReasonAndTheGoodOneBehindThemIsTaken() {
    // Given
    world.withAlerts("sealing: { keys: ['" + key.toJSONString() + "'] }\n").startWorker();
    List<Bad> unhappy = Unhappy.all(World.REDIRECT_URI, world.now(), key);
    try (var producer =
        new KafkaProducer<String, byte[]>(Clients.producer(world.config().kafka()))) {
      for (Bad bad : unhappy) {
        var _ = producer.send(onPartitionZero(bad.record()));
      }
    }
    // When
    ConnectionId good = World.connection("good", Environment.PRODUCTION);
    String code = world.consent("good", Environment.PRODUCTION);
    var data = world.completed("good", Environment.PRODUCTION, code);
    var event = world.event(EventTypes.AUTHORIZATION_COMPLETED, data);
    world.send(onPartitionZero(World.CODEC.write(Topics.AUTHORIZATIONS, null, event)));
    // Then
    world.awaitVersion(good, 1);
    eventually(() -> assertThat(letters()).hasSize(unhappy.size()));
    Map<String, List<ConsumerRecord<String, byte[]>>> byTopic =
        letters().stream()
            .sorted(Comparator.comparingLong(UnhappyInputStory::offset))
            .collect(groupingBy(letter -> header(letter, "evergrant-topic")));
    unhappy.stream()
        .collect(groupingBy(bad -> bad.record().topic()))
        .forEach(
            (topic, bad) ->
                assertThat(requireNonNull(byTopic.get(topic)))
                    .extracting(letter -> header(letter, "evergrant-field"))
                    .containsExactlyElementsOf(bad.stream().map(Bad::field).toList()));
    assertThat(letters()).allSatisfy(UnhappyInputStory::holdsNoSecret);
    assertThat(world.seen("exchange")).hasSize(1);
  }

  private static void holdsNoSecret(ConsumerRecord<String, byte[]> letter) {
    assertThat(String.valueOf(letter.key())).doesNotContain(Unhappy.PLANTED);
    assertThat(new String(letter.value(), UTF_8)).doesNotContain(Unhappy.PLANTED);
    for (String name : List.of("evergrant-reason", "evergrant-field", "evergrant-topic")) {
      assertThat(header(letter, name)).doesNotContain(Unhappy.PLANTED);
    }
  }

  private List<ConsumerRecord<String, byte[]>> letters() {
    return world.listener().records(Topics.DEAD_LETTERS, null);
  }

  private static long offset(ConsumerRecord<String, byte[]> letter) {
    return Long.parseLong(header(letter, "evergrant-offset"));
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    return requireNonNull(Listener.header(letter, name));
  }

  private static ProducerRecord<String, byte[]> onPartitionZero(
      ProducerRecord<String, byte[]> record) {
    return new ProducerRecord<>(record.topic(), 0, record.key(), record.value(), record.headers());
  }
}
