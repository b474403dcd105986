package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Pairs.Pair;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * I3: a secret is sent again only when its first sender saw its own failure, is gone, or has had
 * its lease; and no stored token dies because its code was sent again, but for {@link Latecomers}.
 */
final class Resends {
  private Resends() {}

  static List<String> check(Evidence evidence) {
    Pairs pairs = Pairs.of(evidence);
    Chains chains = Chains.of(evidence);
    List<String> violations = new ArrayList<>();
    for (Pair pair : pairs.all()) {
      boolean answered = pair.first().delivered() && pair.first().issued() != null;
      boolean failed =
          !pair.overlaps()
              && (!answered || pairs.failureWasSeen(pair, chains.user(pair.first().presented())));
      if (!failed && !pairs.holderWasGone(pair) && !pairs.leaseWasOver(pair)) {
        violations.add(
            "%s was sent by worker %d at %s and again by worker %d at %s, though the first could still come back."
                .formatted(
                    pair.first().presented(),
                    pair.first().slot(),
                    pair.first().startedAt(),
                    pair.second().slot(),
                    pair.second().startedAt()));
      }
    }
    var latecomers = new Latecomers(evidence);
    for (HistoryEntry entry : evidence.provider()) {
      if (entry.presented() != null
          && !latecomers.ended(entry)
          && entry.committed().stream().anyMatch(change -> change.endsWith(" code_reused"))) {
        chains.presenting(entry.presented()).stream()
            .filter(earlier -> earlier.issued() != null && chains.hasLanded(earlier.issued()))
            .forEach(
                earlier ->
                    violations.add(
                        "The tokens %s of %s were stored and died because their code was sent again."
                            .formatted(earlier.issued(), earlier.user())));
      }
    }
    return violations;
  }
}
