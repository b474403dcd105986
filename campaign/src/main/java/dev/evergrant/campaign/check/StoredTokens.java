package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.LiveToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * I2: an active connection holds a refresh token that the provider takes, unless the provider has
 * ended it and nobody has been told yet.
 */
final class StoredTokens {
  private StoredTokens() {}

  static List<String> check(Evidence evidence) {
    Map<String, Set<String>> live =
        evidence.live().stream()
            .collect(
                Collectors.groupingBy(
                    LiveToken::user,
                    Collectors.mapping(LiveToken::fingerprint, Collectors.toSet())));
    Chains chains = Chains.of(evidence);
    List<String> violations = new ArrayList<>();
    for (ConnectionRow row : evidence.connections()) {
      String stored = row.refreshToken();
      if (!row.active()) {
        continue;
      }
      if (stored == null) {
        violations.add(row.id() + " is active and has no refresh token.");
      } else if (!live.getOrDefault(chains.user(stored), Set.of()).contains(stored)
          && chains.endedByProvider(stored).isEmpty()) {
        violations.add(
            "%s version %d holds the refresh token %s, which is not the provider's live one."
                .formatted(row.id(), row.version(), stored));
      }
    }
    return violations;
  }
}
