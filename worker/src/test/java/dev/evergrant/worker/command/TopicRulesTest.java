package dev.evergrant.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.command.TopicRules.Finding;
import dev.evergrant.worker.command.TopicRules.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TopicRulesTest {
  private static final String HOUR = "3600000";
  private static final String TEN_DAYS = "864000000";

  @Test
  void whatWeCreateHasNothingWrong() {
    assertThat(TopicRules.names()).hasSize(5);
    for (String name : TopicRules.names()) {
      assertThat(findings(name, 12, 3, 3, TopicRules.settings(name, 3))).isEmpty();
      assertThat(findings(name, 12, 1, 1, TopicRules.settings(name, 0))).isEmpty();
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        serious(Topics.TOKEN_UPDATES, "cleanup.policy", "delete", "would miss connections"),
        serious(Topics.TOKEN_UPDATES, "cleanup.policy", "compact,delete", "would miss connections"),
        advice(Topics.TOKEN_UPDATES, "max.compaction.lag.ms", "9223372036854775807", "old states"),
        serious(Topics.AUTHORIZATIONS, "cleanup.policy", "compact", "forget events by time"),
        serious(Topics.AUTHORIZATIONS, "retention.ms", "60000", "keeps events for 60000 ms only"),
        advice(Topics.AUTHORIZATIONS, "retention.ms", "-1", "for ever"),
        advice(Topics.AUTHORIZATIONS, "retention.ms", TEN_DAYS, "for 10 days"),
        serious(Topics.ALERTS, "max.message.bytes", "1000", "no events of more than 1000 bytes"),
        serious(Topics.ALERTS, "min.insync.replicas", "4", "nothing can be published"),
        serious(Topics.ALERTS, "min.insync.replicas", "1", "that one broker alone has"),
        advice(Topics.ALERTS, "min.insync.replicas", "3", "while any of its brokers is away"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aSettingThatIsWrongIsSaidWithTheCommandThatPutsItRight(
      boolean serious, String topic, String key, String value, String words) {
    // Given
    Map<String, String> config = new HashMap<>(TopicRules.settings(topic, 3));
    config.put(key, value);
    // When
    List<Finding> findings = findings(topic, 12, 3, 3, config);
    // Then
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().serious()).isEqualTo(serious);
    assertThat(findings.getFirst().sentence())
        .startsWith(topic + " ")
        .contains(words)
        .contains("kafka-configs.sh --alter --topic " + topic + " --add-config ")
        .contains(key + "=");
  }

  @Test
  void retentionsThatAreSensibleAreLeftAlone() {
    Map<String, String> config = new HashMap<>(TopicRules.settings(Topics.AUTHORIZATIONS, 0));
    config.put("retention.ms", HOUR);
    assertThat(findings(Topics.AUTHORIZATIONS, 1 + 1, 1, 1, config)).isEmpty();
    config.put("retention.ms", TEN_DAYS);
    assertThat(findings(Topics.ALERTS, 2, 1, 1, config)).isEmpty();
  }

  @Test
  void oneReplicaIsEnoughForOneBrokerOnly() {
    Map<String, String> config = TopicRules.settings(Topics.ALERTS, 0);
    assertThat(findings(Topics.ALERTS, 12, 1, 1, config)).isEmpty();
    assertThat(findings(Topics.ALERTS, 12, 1, 2, config))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.serious()).isTrue();
              assertThat(finding.sentence()).contains("one replica").contains("Give it 2");
            });
  }

  @Test
  void onePartitionIsAdvisedAgainst() {
    Map<String, String> config = TopicRules.settings(Topics.ALERTS, 0);
    assertThat(findings(Topics.ALERTS, 1, 1, 1, config))
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).contains("--partitions 12"));
  }

  @Test
  void whoMayNotCreateTopicsIsToldWhatSomebodyElseHasToRun() {
    assertThat(TopicSetup.byHand(6, 3).lines())
        .hasSize(6)
        .contains(
            "  kafka-topics.sh --create --if-not-exists --topic oauth.token-updates.v1"
                + " --partitions 6 --replication-factor 3 --config cleanup.policy=compact"
                + " --config max.compaction.lag.ms=86400000 --config min.insync.replicas=2");
  }

  private static List<Finding> findings(
      String name, int partitions, int replication, int brokers, Map<String, String> config) {
    return TopicRules.findings(new Found(name, partitions, replication, brokers, config));
  }

  private static Arguments serious(String topic, String key, String value, String words) {
    return Arguments.of(true, topic, key, value, words);
  }

  private static Arguments advice(String topic, String key, String value, String words) {
    return Arguments.of(false, topic, key, value, words);
  }
}
