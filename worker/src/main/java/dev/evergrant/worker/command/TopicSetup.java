package dev.evergrant.worker.command;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics at the cluster: which are there, what is wrong with them, and new ones. */
public final class TopicSetup {

  private TopicSetup() {}

  /** Names of the topics that are not there. */
  public static List<String> missing(Config.Kafka kafka) {
    try (Admin admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      return missing(admin);
    } catch (ExecutionException | InterruptedException problem) {
      throw unreachable(problem);
    }
  }

  private static List<String> missing(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> there = admin.listTopics().names().get();
    return TopicRules.names().stream().filter(topic -> !there.contains(topic)).sorted().toList();
  }

  /** What is wrong with the topics that are there. */
  static List<TopicRules.Finding> findings(Config.Kafka kafka) {
    try (Admin admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      List<String> missing = missing(admin);
      List<String> there =
          TopicRules.names().stream().filter(name -> !missing.contains(name)).toList();
      int brokers = admin.describeCluster().nodes().get().size();
      Map<String, TopicDescription> topics = admin.describeTopics(there).allTopicNames().get();
      Map<ConfigResource, org.apache.kafka.clients.admin.Config> configs =
          admin.describeConfigs(there.stream().map(TopicSetup::resource).toList()).all().get();
      List<TopicRules.Finding> findings = new ArrayList<>();
      for (TopicDescription topic : topics.values()) {
        var config = requireNonNull(configs.get(resource(topic.name())));
        findings.addAll(TopicRules.findings(found(topic, brokers, config.entries())));
      }
      return findings;
    } catch (ExecutionException | InterruptedException problem) {
      throw unreachable(problem);
    }
  }

  private static TopicRules.Found found(
      TopicDescription topic, int brokers, Iterable<ConfigEntry> entries) {
    Map<String, String> config = new HashMap<>();
    for (ConfigEntry entry : entries) {
      if (entry.value() != null) {
        config.put(entry.name(), entry.value());
      }
    }
    return new TopicRules.Found(
        topic.name(),
        topic.partitions().size(),
        topic.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0),
        brokers,
        config);
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /**
   * Creates the topics that are not there, with the cluster's own replication.
   *
   * @return their names
   */
  public static List<String> create(Config.Kafka kafka, int partitions) {
    return create(kafka, partitions, 0);
  }

  /**
   * Creates the topics that are not there.
   *
   * @param replication how many replicas; 0 for what the cluster gives by itself
   * @return their names
   * @throws KafkaException if that is not possible; its message says what to do
   */
  public static List<String> create(Config.Kafka kafka, int partitions, int replication) {
    List<String> created = new ArrayList<>();
    try (Admin admin = Admin.create(new HashMap<String, Object>(kafka.properties()))) {
      for (String name : missing(admin)) {
        NewTopic topic =
            new NewTopic(
                    name,
                    Optional.of(partitions),
                    replication == 0 ? Optional.empty() : Optional.of((short) replication))
                .configs(TopicRules.settings(name, replication));
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
      if (problem.getCause() instanceof AuthorizationException refused) {
        throw new KafkaException(byHand(partitions, replication), refused);
      }
      throw unreachable(problem);
    }
  }

  /** What somebody who may create topics has to run. */
  static String byHand(int partitions, int replication) {
    return TopicRules.names().stream()
        .map(
            name ->
                "kafka-topics.sh --create --if-not-exists --topic "
                    + name
                    + " --partitions "
                    + partitions
                    + (replication == 0 ? "" : " --replication-factor " + replication)
                    + TopicRules.settings(name, replication).entrySet().stream()
                        .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining()))
        .collect(
            Collectors.joining(
                "\n  ", "Kafka does not let this user create topics. Have somebody run:\n  ", ""));
  }

  private static KafkaException unreachable(Exception problem) {
    if (problem instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return new KafkaException("Kafka does not answer: " + cause.getMessage(), cause);
  }
}
