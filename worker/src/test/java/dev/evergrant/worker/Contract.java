package dev.evergrant.worker;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents promise: which types a topic has, and that their data keep to the schemas. */
final class Contract {
  private static final String PREFIX = "dev.evergrant.";
  private static final Map<String, Set<String>> TYPES =
      Map.of(
          Topics.AUTHORIZATIONS, Set.of("authorization.completed.v1", "authorization.withdrawn.v1"),
          Topics.TOKEN_REPORTS, Set.of("token.rejected.v1"),
          Topics.TOKEN_UPDATES, Set.of("token.issued.v1", "token.refreshed.v1", "token.revoked.v1"),
          Topics.ALERTS,
              Set.of(
                  "authorization.failed.v1",
                  "reauthorization.required.v1",
                  "reauthorization.resolved.v1",
                  "app.paused.v1",
                  "app.resumed.v1"));

  private static final CloudEventCodec CODEC = new CloudEventCodec(1 << 20);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Contract() {}

  /** What a record breaks; nothing if it is as it should be. */
  static List<String> problems(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(Topics.DEAD_LETTERS)) {
      return problemsOfLetter(record);
    }
    if (record.value() == null) {
      boolean forgets = record.topic().equals(Topics.TOKEN_UPDATES) && record.key() != null;
      return forgets ? List.of() : List.of(place(record) + " is a tombstone");
    }
    try {
      CloudEvent event = CODEC.read(record.headers(), record.value());
      String kind = event.type().replace(PREFIX, "");
      if (!TYPES.getOrDefault(record.topic(), Set.of()).contains(kind)) {
        return List.of(place(record) + " has the type " + event.type());
      }
      return problems(kind, JSON.readTree(event.data())).stream()
          .map(problem -> place(record) + " " + kind + problem)
          .toList();
    } catch (UnacceptableEvent problem) {
      return List.of(place(record) + " " + problem.getMessage());
    }
  }

  private static List<String> problems(String kind, JsonNode data) {
    return SCHEMAS
        .computeIfAbsent(
            kind,
            _ ->
                REGISTRY.getSchema(
                    SchemaLocation.of(
                        "classpath:dev/evergrant/contracts/schemas/" + kind + ".json")))
        .validate(
            data,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  /** A dead letter says why in its headers, and its value is JSON. */
  private static List<String> problemsOfLetter(ConsumerRecord<String, byte[]> letter) {
    List<String> problems = new ArrayList<>();
    for (String name :
        List.of(
            "evergrant-reason",
            "evergrant-field",
            "evergrant-topic",
            "evergrant-partition",
            "evergrant-offset")) {
      if (letter.headers().lastHeader(name) == null) {
        problems.add(place(letter) + " has no " + name);
      }
    }
    if (!JSON.readTree(letter.value()).isObject()) {
      problems.add(place(letter) + " is no JSON object");
    }
    return problems;
  }

  private static String place(ConsumerRecord<String, byte[]> record) {
    return record.topic() + "[" + record.partition() + "]@" + record.offset();
  }
}
