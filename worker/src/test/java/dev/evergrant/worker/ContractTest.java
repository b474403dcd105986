package dev.evergrant.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stories' own check finds what it is there to find. */
class ContractTest {
  private static final String REVOKED =
      """
      {"connection":"crm-sync/production/u","app":"crm-sync","environment":"production",
       "subject":"u","provider":"outreach","status":"revoked","version":7,
       "reason":"user_disconnected","accessTokens":{}}
      """;

  @Test
  void anEventThatKeepsToItsSchemaHasNoProblem() {
    assertThat(problems(Topics.TOKEN_UPDATES, EventTypes.TOKEN_REVOKED, REVOKED)).isEmpty();
    assertThat(problems(Topics.TOKEN_UPDATES, EventTypes.TOKEN_REVOKED, null)).isEmpty();
  }

  @Test
  void whatBreaksTheSchemaIsFound() {
    for (String broken :
        List.of(
            REVOKED.replace("\"version\":7", "\"version\":0"),
            REVOKED.replace("\"version\":7,", ""),
            REVOKED.replace("\"revoked\"", "\"active\""),
            REVOKED.replace("user_disconnected", "a reason that no document knows"))) {
      assertThat(problems(Topics.TOKEN_UPDATES, EventTypes.TOKEN_REVOKED, broken))
          .as(broken)
          .isNotEmpty();
    }
  }

  @Test
  void anEventOnTheWrongTopicIsFound() {
    assertThat(problems(Topics.ALERTS, EventTypes.TOKEN_REVOKED, REVOKED)).hasSize(1);
    assertThat(problems(Topics.ALERTS, EventTypes.TOKEN_REVOKED, null)).hasSize(1);
    assertThat(problems(Topics.TOKEN_UPDATES, "dev.evergrant.token.lost.v1", REVOKED)).hasSize(1);
  }

  @Test
  void aDeadLetterThatSaysNothingIsFound() {
    assertThat(problems(Topics.DEAD_LETTERS, "x", "{}")).hasSize(5);
  }

  // A null value is what Kafka itself allows; its types do not say so.
  @SuppressWarnings("NullAway")
  private static List<String> problems(String topic, String type, @Nullable String data) {
    var record =
        new ConsumerRecord<String, byte[]>(
            topic, 0, 0, "crm-sync/production/u", data == null ? null : data.getBytes(UTF_8));
    record.headers().add("ce_specversion", "1.0".getBytes(UTF_8));
    record.headers().add("ce_id", "e-1".getBytes(UTF_8));
    record.headers().add("ce_source", "/evergrant".getBytes(UTF_8));
    record.headers().add("ce_type", type.getBytes(UTF_8));
    record.headers().add("ce_time", "2026-11-24T12:00:00Z".getBytes(UTF_8));
    return Contract.problems(record);
  }
}
