package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those who run a worker see of it. */
class OperationStory {
  private final World world = new World();

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aWorkerShowsThatItLivesIsReadyAndWhatItDoes() {
    // Given
    Scrape scrape = new Scrape(world.startWorker());
    ConnectionId connection = world.connect("user-1", Environment.PRODUCTION);
    world.awaitVersion(connection, 1);
    world.advance(Duration.ofHours(2));
    world.awaitVersion(connection, 2);
    // When
    world.send(
        new ProducerRecord<>(Topics.AUTHORIZATIONS, "not JSON".getBytes(StandardCharsets.UTF_8)));
    eventually(() -> assertThat(scrape.value("evergrant_dead_letters_total")).isEqualTo(1));
    // Then
    assertThat(scrape.get("/livez").statusCode()).isEqualTo(200);
    assertThat(scrape.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(scrape.get("/no-such-page").statusCode()).isEqualTo(404);
    assertThat(scrape.value("evergrant_grants_received_total")).isEqualTo(1);
    assertThat(scrape.value("evergrant_claims_total")).isEqualTo(2);
    // Connections are counted at the start, and then once a minute.
    Scrape later = new Scrape(world.startWorker());
    eventually(() -> assertThat(later.value("evergrant_connections")).isEqualTo(1));
    assertThat(scrape.metrics())
        .contains(
            "evergrant_exchanges_total{app=\"crm-sync\",environment=\"production\",outcome=\"issued\"}"
                + " 1.0",
            "evergrant_refreshes_total{app=\"crm-sync\",environment=\"production\",outcome=\"issued\"}"
                + " 1.0",
            "evergrant_refresh_seconds_left_bucket{",
            "\nevergrant_refresh_overdue_seconds 0.0",
            "\nevergrant_outbox_depth 0.0",
            "\nevergrant_outbox_age_seconds 0.0",
            "\nevergrant_kafka_lag_records 0.0",
            "evergrant_circuit{app=\"crm-sync\",environment=\"production\",state=\"closed\"} 1.0",
            "evergrant_dead_letters_total{field=\"ce_specversion\"} 1.0")
        .doesNotContain("user-1");
  }
}
