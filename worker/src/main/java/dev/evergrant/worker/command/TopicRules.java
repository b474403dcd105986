package dev.evergrant.worker.command;

import dev.evergrant.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics as they are meant to be, and what is wrong with one that is there. Pure: what the
 * cluster says comes in, sentences come out.
 */
final class TopicRules {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);

  /** Longer than a worker should be away; what has not been taken in by then is lost. */
  private static final Duration SHORTEST = Duration.ofHours(1);

  /** An event of ours may have as much; also what Kafka allows if nobody says otherwise. */
  private static final long LARGEST_EVENT = 1 << 20;

  private static final int USUAL_REPLICATION = 3;

  private static final Map<String, Rule> RULES = rules();

  private TopicRules() {}

  private sealed interface Rule {
    /**
     * Events that are read once and then of no use.
     *
     * @param retention for how long a new topic keeps them
     * @param longest that is still sensible
     */
    record Deleted(Duration retention, Duration longest) implements Rule {}

    /** The newest state of each key is kept. */
    record Compacted() implements Rule {}
  }

  /**
   * A topic that is there.
   *
   * @param replication the fewest replicas that a partition of it has
   * @param brokers how many the cluster has
   * @param config what is in force, under Kafka's names
   */
  record Found(
      String name, int partitions, int replication, int brokers, Map<String, String> config) {

    private long number(String key, long otherwise) {
      String value = config.get(key);
      return value == null || !value.matches("-?\\d{1,18}|9223372036854775807")
          ? otherwise
          : Long.parseLong(value);
    }
  }

  /**
   * What is wrong.
   *
   * @param serious events are lost, refused or kept for ever; otherwise it is advice
   */
  record Finding(boolean serious, String sentence) {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    // Codes live for minutes; nobody should find them there for long.
    rules.put(Topics.AUTHORIZATIONS, new Rule.Deleted(DAY, WEEK));
    rules.put(Topics.TOKEN_REPORTS, new Rule.Deleted(DAY, WEEK));
    rules.put(Topics.TOKEN_UPDATES, new Rule.Compacted());
    rules.put(Topics.ALERTS, new Rule.Deleted(WEEK, Duration.ofDays(365)));
    rules.put(Topics.DEAD_LETTERS, new Rule.Deleted(WEEK, Duration.ofDays(365)));
    return rules;
  }

  /** Their names. */
  static List<String> names() {
    return List.copyOf(RULES.keySet());
  }

  /**
   * A new topic's settings.
   *
   * @param replication its replicas; 0 if the cluster decides
   */
  static Map<String, String> settings(String name, int replication) {
    Map<String, String> settings = new LinkedHashMap<>();
    switch (rule(name)) {
      case Rule.Deleted(Duration retention, _) -> {
        settings.put("cleanup.policy", "delete");
        settings.put("retention.ms", Long.toString(retention.toMillis()));
      }
      case Rule.Compacted() -> {
        settings.put("cleanup.policy", "compact");
        // Old tokens, and connections that were erased, are gone within a day.
        settings.put("max.compaction.lag.ms", Long.toString(DAY.toMillis()));
      }
    }
    if (replication >= USUAL_REPLICATION) {
      settings.put("min.insync.replicas", Integer.toString(replication - 1));
    }
    return settings;
  }

  /** All that is wrong with a topic; nothing if it is as it should be. */
  static List<Finding> findings(Found topic) {
    List<Finding> findings = new ArrayList<>();
    switch (rule(topic.name())) {
      case Rule.Deleted(Duration retention, Duration longest) ->
          deleted(topic, retention, longest, findings);
      case Rule.Compacted() -> compacted(topic, findings);
    }
    replication(topic, findings);
    if (topic.number("max.message.bytes", LARGEST_EVENT) < LARGEST_EVENT) {
      findings.add(
          serious(
              topic,
              "takes no events of more than "
                  + topic.config().get("max.message.bytes")
                  + " bytes, and ours may have 1 MiB",
              "max.message.bytes=" + LARGEST_EVENT));
    }
    if (topic.partitions() == 1) {
      findings.add(
          new Finding(
              false,
              topic.name()
                  + " has one partition, so only one consumer of a group reads it at a time. While"
                  + " it is new, give it some, such as 12: kafka-topics.sh --alter --topic "
                  + topic.name()
                  + " --partitions 12"));
    }
    return findings;
  }

  private static void deleted(
      Found topic, Duration retention, Duration longest, List<Finding> findings) {
    String advice = "cleanup.policy=delete,retention.ms=" + retention.toMillis();
    long kept = topic.number("retention.ms", -1);
    if (!policy(topic).equals("delete")) {
      findings.add(
          serious(
              topic,
              "has the cleanup policy " + policy(topic) + ", and should forget events by time",
              advice));
    } else if (kept >= 0 && kept < SHORTEST.toMillis()) {
      findings.add(
          serious(
              topic,
              "keeps events for " + kept + " ms only; a consumer that is away misses some",
              advice));
    } else if (kept < 0 || kept > longest.toMillis()) {
      findings.add(
          advice(
              topic,
              "keeps events "
                  + (kept < 0 ? "for ever" : "for " + Duration.ofMillis(kept).toDays() + " days")
                  + ", longer than anybody needs what they say of people",
              advice));
    }
  }

  private static void compacted(Found topic, List<Finding> findings) {
    if (!policy(topic).equals("compact")) {
      findings.add(
          serious(
              topic,
              "has the cleanup policy "
                  + policy(topic)
                  + "; a subscriber that starts later would miss connections",
              "cleanup.policy=compact"));
    } else if (topic.number("max.compaction.lag.ms", Long.MAX_VALUE) > WEEK.toMillis()) {
      findings.add(
          advice(
              topic,
              "may keep old states, of erased connections too, without limit",
              "max.compaction.lag.ms=" + DAY.toMillis()));
    }
  }

  private static void replication(Found topic, List<Finding> findings) {
    long insync = topic.number("min.insync.replicas", 1);
    if (insync > topic.replication()) {
      findings.add(
          serious(
              topic,
              "wants "
                  + insync
                  + " replicas in sync and has "
                  + topic.replication()
                  + ", so nothing can be published",
              "min.insync.replicas=" + Math.max(1, topic.replication() - 1)));
    } else if (topic.replication() == 1 && topic.brokers() > 1) {
      findings.add(
          new Finding(
              true,
              topic.name()
                  + " has one replica: what its broker loses is lost, though the cluster has "
                  + topic.brokers()
                  + " brokers. Give it "
                  + Math.min(USUAL_REPLICATION, topic.brokers())
                  + " with kafka-reassign-partitions.sh."));
    } else if (topic.replication() > 2 && insync < 2) {
      findings.add(
          serious(
              topic,
              "acknowledges events that one broker alone has",
              "min.insync.replicas=" + (topic.replication() - 1)));
    } else if (topic.replication() > 1 && insync == topic.replication()) {
      findings.add(
          advice(
              topic,
              "cannot be published to while any of its brokers is away",
              "min.insync.replicas=" + (topic.replication() - 1)));
    }
  }

  private static String policy(Found topic) {
    return topic.config().getOrDefault("cleanup.policy", "delete");
  }

  private static Finding serious(Found topic, String problem, String setting) {
    return new Finding(true, sentence(topic, problem, setting));
  }

  private static Finding advice(Found topic, String problem, String setting) {
    return new Finding(false, sentence(topic, problem, setting));
  }

  private static String sentence(Found topic, String problem, String setting) {
    return topic.name()
        + " "
        + problem
        + ". Run: kafka-configs.sh --alter --topic "
        + topic.name()
        + " --add-config "
        + setting;
  }

  private static Rule rule(String name) {
    Rule rule = RULES.get(name);
    if (rule == null) {
      throw new IllegalArgumentException(name + " is no topic of ours.");
    }
    return rule;
  }
}
