package dev.evergrant.campaign.check;

import java.util.List;

/** I4: two requests with the same secret are never under way at once, except in a takeover. */
public final class Overlaps {
  private Overlaps() {}

  static List<String> check(Evidence evidence) {
    Pairs pairs = Pairs.of(evidence);
    return pairs.all().stream()
        .filter(Pairs.Pair::overlaps)
        .filter(pair -> !pairs.leaseWasOver(pair) && !pairs.holderWasGone(pair))
        .map(
            pair ->
                "%s was under way at worker %d from %s to %s and at worker %d from %s on."
                    .formatted(
                        pair.first().presented(),
                        pair.first().slot(),
                        pair.first().startedAt(),
                        pair.first().endedAt(),
                        pair.second().slot(),
                        pair.second().startedAt()))
        .toList();
  }

  /** How many requests overlapped one whose lease had ended or whose worker was gone. */
  public static long takeovers(Evidence evidence) {
    Pairs pairs = Pairs.of(evidence);
    return pairs.all().stream()
        .filter(Pairs.Pair::overlaps)
        .filter(pair -> pairs.leaseWasOver(pair) || pairs.holderWasGone(pair))
        .count();
  }
}
