package dev.evergrant.worker.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Reads {@code kafka}, whose keys are Kafka's own, dotted or in camel case. */
final class KafkaReader {

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  private static final Pattern SERVER =
      Pattern.compile("\\s*(\\[[0-9A-Fa-f:.%]+]|[^\\s:,\\[\\]]+):\\d{1,5}\\s*");

  private static final Form<String> SERVERS =
      new Form<>(
          "Write the brokers as host:port, separated by commas or as a list.",
          text ->
              Optional.of(text)
                  .filter(
                      servers ->
                          Arrays.stream(servers.split(",", -1))
                              .allMatch(SERVER.asMatchPredicate())));

  private static final List<ConfigDef> CLIENTS =
      List.of(
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

  private static final Map<String, String> BY_CAMEL_CASE =
      CLIENTS.stream()
          .flatMap(client -> client.names().stream())
          .distinct()
          .collect(toMap(KafkaReader::camelCase, name -> name));

  // Passed on to pluggable parts, which have properties of their own.
  private static final Pattern OPEN = Pattern.compile("(sasl|ssl|metrics?|interceptors?)\\..+");

  private KafkaReader() {}

  static Config.Kafka read(Cursor kafka) {
    var properties = new LinkedHashMap<String, String>();
    kafka
        .entries()
        .forEach(
            (key, at) -> {
              String property = BY_CAMEL_CASE.getOrDefault(key, dotted(key));
              if (!isKnown(property)) {
                at.problem("No Kafka client has this property" + instead(property));
              } else if (properties.put(property, value(property, at)) != null) {
                at.problem("This is " + property + " once more; keep one of the two.");
              }
            });
    if (!properties.containsKey(BOOTSTRAP_SERVERS)) {
      kafka.at("bootstrapServers").required(SERVERS, "");
    }
    return new Config.Kafka(Collections.unmodifiableMap(properties));
  }

  private static String value(String property, Cursor at) {
    var form = property.equals(BOOTSTRAP_SERVERS) ? SERVERS : accepted(property);
    return at.isList()
        ? at.items().stream().map(item -> item.required(form, "")).collect(joining(","))
        : at.required(form, "");
  }

  private static Form<String> accepted(String property) {
    return new Form<>(
        "Write a value that Kafka's clients accept for " + property + ".",
        text -> Optional.of(text).filter(value -> accept(property, value)));
  }

  private static boolean accept(String property, String value) {
    try {
      for (var client : CLIENTS) {
        var key = client.configKeys().get(property);
        if (key != null) {
          Object parsed = ConfigDef.parseType(property, value, key.type);
          if (key.validator != null) {
            key.validator.ensureValid(property, parsed);
          }
        }
      }
      return true;
    } catch (ConfigException e) {
      // Its message quotes the value.
      return false;
    }
  }

  // A near miss of a known name is a slip even where other names are allowed.
  private static boolean isKnown(String property) {
    return BY_CAMEL_CASE.containsValue(property)
        || (OPEN.matcher(property).matches()
            && Suggestion.among(BY_CAMEL_CASE.values(), property).isEmpty());
  }

  private static String instead(String property) {
    return Suggestion.among(BY_CAMEL_CASE.values(), property)
        .map(name -> "; did you mean `" + name + "`?")
        .orElse("; take it out.");
  }

  private static String camelCase(String property) {
    return Pattern.compile("\\.(.)")
        .matcher(property)
        .replaceAll(dot -> dot.group(1).toUpperCase(Locale.ROOT));
  }

  private static String dotted(String key) {
    return Pattern.compile("\\p{Lu}")
        .matcher(key)
        .replaceAll(letter -> "." + letter.group().toLowerCase(Locale.ROOT));
  }
}
