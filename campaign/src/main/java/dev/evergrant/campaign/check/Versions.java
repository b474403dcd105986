package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.contracts.ConnectionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** I5: each connection's versions are 1, 2, 3 …, and each came about once. */
final class Versions {
  private static final Set<String> TRANSITIONS =
      Set.of("issued", "refreshed", "recovered", "restored", "revoked", "withdrawn");

  private Versions() {}

  /** The rows that say how a connection got a version. */
  static List<HistoryRow> transitions(Evidence evidence) {
    return evidence.history().stream()
        .filter(row -> row.version() != null && TRANSITIONS.contains(row.what()))
        .toList();
  }

  static List<String> check(Evidence evidence) {
    Map<ConnectionId, TreeMap<Long, Integer>> counts = new HashMap<>();
    for (HistoryRow row : transitions(evidence)) {
      counts
          .computeIfAbsent(row.connection(), _ -> new TreeMap<>())
          .merge(Objects.requireNonNull(row.version()), 1, Integer::sum);
    }
    List<String> violations = new ArrayList<>();
    for (ConnectionRow row : evidence.connections()) {
      TreeMap<Long, Integer> seen = counts.getOrDefault(row.id(), new TreeMap<>());
      for (long version = 1; version <= row.version(); version++) {
        int times = seen.getOrDefault(version, 0);
        if (times != 1) {
          violations.add("%s has version %d %d times.".formatted(row.id(), version, times));
        }
      }
      if (!seen.isEmpty() && seen.lastKey() > row.version()) {
        violations.add(
            "%s is at version %d, and its history at %d."
                .formatted(row.id(), row.version(), seen.lastKey()));
      }
    }
    return violations;
  }
}
