package dev.evergrant.worker.command;

import dev.evergrant.contracts.Topics;
import dev.evergrant.worker.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics as they are meant to be. */
public final class TopicSetup {
  private static final String WEEK_MILLIS = "604800000";
  private static final String DAY_MILLIS = "86400000";

  private static final Map<String, Map<String, String>> SETTINGS =
      Map.of(
          // Codes live for minutes; nobody should find them there for long.
          Topics.AUTHORIZATIONS, Map.of("cleanup.policy", "delete", "retention.ms", DAY_MILLIS),
          Topics.TOKEN_REPORTS, Map.of("cleanup.policy", "delete", "retention.ms", DAY_MILLIS),
          Topics.TOKEN_UPDATES, Map.of("cleanup.policy", "compact"),
          Topics.ALERTS, Map.of("cleanup.policy", "delete", "retention.ms", WEEK_MILLIS),
          Topics.DEAD_LETTERS, Map.of("cleanup.policy", "delete", "retention.ms", WEEK_MILLIS));

  private TopicSetup() {}

  /** Names of the topics that are not there. */
  public static List<String> missing(Config.Kafka kafka) {
    try (Admin admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      Set<String> there = admin.listTopics().names().get();
      return SETTINGS.keySet().stream().filter(topic -> !there.contains(topic)).sorted().toList();
    } catch (ExecutionException | InterruptedException problem) {
      throw unreachable(problem);
    }
  }

  /**
   * Creates the topics that are not there, with the cluster's own replication.
   *
   * @return their names
   */
  public static List<String> create(Config.Kafka kafka, int partitions) {
    List<String> created = new ArrayList<>();
    try (Admin admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      for (String name : missing(kafka)) {
        NewTopic topic =
            new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(SETTINGS.get(name));
        try {
          admin.createTopics(List.of(topic)).all().get();
          created.add(name);
        } catch (ExecutionException problem) {
          // Another worker may have been faster.
          if (!(problem.getCause() instanceof TopicExistsException)) {
            throw problem;
          }
        }
      }
      return created;
    } catch (ExecutionException | InterruptedException problem) {
      throw unreachable(problem);
    }
  }

  private static KafkaException unreachable(Exception problem) {
    if (problem instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return new KafkaException("Kafka does not answer: " + cause.getMessage(), cause);
  }
}
