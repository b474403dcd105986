package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Alerted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * I9: no two alerts name the same end of the same connection, and each grant that failed has one
 * alert.
 */
final class Batches {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Batches() {}

  static List<String> check(Evidence evidence) {
    List<String> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Map<String, Integer> named = new HashMap<>();
    Map<String, Integer> failed = new HashMap<>();
    for (Alerted alert : evidence.alerts()) {
      if (!seen.add(alert.eventId())) {
        continue;
      }
      JsonNode data = JSON.readTree(alert.data());
      switch (alert.type()) {
        case "dev.evergrant.authorization.failed.v1" ->
            failed.merge(data.path("connection").asString(), 1, Integer::sum);
        case "dev.evergrant.reauthorization.required.v1" -> count(data, named);
        default -> {} // Other alerts name no connection.
      }
    }
    named.forEach(
        (end, times) -> {
          if (times > 1) {
            violations.add("%s was alerted %d times.".formatted(end, times));
          }
        });
    Map<String, Integer> refused = refused(evidence);
    Set<String> all = new HashSet<>(failed.keySet());
    all.addAll(refused.keySet());
    for (String connection : all) {
      int alerts = failed.getOrDefault(connection, 0);
      int ends = refused.getOrDefault(connection, 0);
      if (alerts != ends) {
        violations.add(
            "%s had %d refused grants and %d alerts.".formatted(connection, ends, alerts));
      }
    }
    return violations;
  }

  /**
   * How many grants of each connection failed. Their rows alone do not tell: one that failed may
   * have been withdrawn later, or its late tokens accepted, and its alert was right all the same.
   */
  private static Map<String, Integer> refused(Evidence evidence) {
    Map<String, Integer> rows = new HashMap<>();
    evidence.grants().stream()
        .filter(grant -> grant.state().equals("refused"))
        .forEach(grant -> rows.merge(grant.connection().toString(), 1, Integer::sum));
    Map<String, Integer> noted = new HashMap<>();
    evidence.history().stream()
        .filter(row -> row.what().equals("grant_refused"))
        .forEach(row -> noted.merge(row.connection().toString(), 1, Integer::sum));
    rows.forEach((connection, times) -> noted.merge(connection, times, Math::max));
    return noted;
  }

  /** A reminder is a batch of its own and repeats on purpose. */
  private static void count(JsonNode data, Map<String, Integer> named) {
    if (!data.path("kind").asString().equals("expired") || data.path("reminder").asInt(0) > 0) {
      return;
    }
    for (JsonNode connection : data.path("connections")) {
      named.merge(
          "The end of %s at %s"
              .formatted(
                  connection.path("connection").asString(), connection.path("at").asString()),
          1,
          Integer::sum);
    }
  }
}
