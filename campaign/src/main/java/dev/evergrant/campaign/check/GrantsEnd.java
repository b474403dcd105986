package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.GrantRow;
import dev.evergrant.campaign.check.Evidence.Published;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** I1: every code that was published has one grant, and that has ended. */
final class GrantsEnd {
  private static final Set<String> TERMINAL = Set.of("connected", "refused", "withdrawn");

  private GrantsEnd() {}

  static List<String> check(Evidence evidence) {
    Map<String, GrantRow> rows =
        evidence.grants().stream()
            .collect(Collectors.toMap(GrantRow::eventId, row -> row, (first, _) -> first));
    Map<String, List<Published>> byCode = new LinkedHashMap<>();
    for (Published published : evidence.published()) {
      if (published.kind() == Published.Kind.AUTHORIZED) {
        byCode
            .computeIfAbsent(Objects.requireNonNull(published.code()), _ -> new ArrayList<>())
            .add(published);
      }
    }
    List<String> violations = new ArrayList<>();
    byCode.forEach(
        (code, events) -> {
          long found =
              events.stream().map(Published::eventId).distinct().filter(rows::containsKey).count();
          if (found != 1) {
            violations.add(
                "Code %s of %s was published and has %d grants."
                    .formatted(code, events.getFirst().connection(), found));
          }
        });
    for (GrantRow row : evidence.grants()) {
      if (!TERMINAL.contains(row.state())) {
        violations.add(
            "The grant %s of %s has not ended.".formatted(row.eventId(), row.connection()));
      }
    }
    return violations;
  }
}
