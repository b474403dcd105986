package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.campaign.check.Evidence.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I6: each transition has one event, published in the order of versions, and no event is without a
 * transition. The same event, with the same id, may come twice.
 */
final class Events {
  private static final Map<String, String> TYPES =
      Map.of(
          "issued", "dev.evergrant.token.issued.v1",
          "refreshed", "dev.evergrant.token.refreshed.v1",
          "recovered", "dev.evergrant.token.refreshed.v1",
          "restored", "dev.evergrant.token.issued.v1",
          "revoked", "dev.evergrant.token.revoked.v1",
          "withdrawn", "dev.evergrant.token.revoked.v1");

  private Events() {}

  static List<String> check(Evidence evidence) {
    List<String> violations = new ArrayList<>();
    Map<String, Set<String>> idsOf = new HashMap<>();
    Map<String, String> typeOf = new HashMap<>();
    Map<String, Long> highest = new HashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Update update : evidence.updates()) {
      String transition = update.key() + " version " + update.version();
      idsOf.computeIfAbsent(transition, _ -> new LinkedHashSet<>()).add(update.eventId());
      typeOf.put(transition, update.type());
      if (seen.add(update.eventId())) {
        long before = highest.getOrDefault(update.key(), 0L);
        if (update.version() <= before) {
          violations.add("%s came after version %d.".formatted(transition, before));
        }
        highest.merge(update.key(), update.version(), Math::max);
      }
    }
    for (HistoryRow row : Versions.transitions(evidence)) {
      String transition = row.connection() + " version " + row.version();
      Set<String> ids = idsOf.remove(transition);
      if (ids == null) {
        violations.add(transition + " has no event.");
      } else if (ids.size() > 1) {
        violations.add("%s has %d events.".formatted(transition, ids.size()));
      } else if (!String.valueOf(TYPES.get(row.what())).equals(typeOf.get(transition))) {
        violations.add(
            "%s was %s and said as %s.".formatted(transition, row.what(), typeOf.get(transition)));
      }
    }
    idsOf.keySet().forEach(left -> violations.add(left + " was published and never came true."));
    return violations;
  }
}
