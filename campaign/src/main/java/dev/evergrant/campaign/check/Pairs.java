package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests that presented the same secret one after the other. */
record Pairs(List<Pair> all, List<Life> lives, Duration lease, Failures failures) {

  /** The second began after the first. */
  record Pair(Request first, Request second) {
    boolean overlaps() {
      return second.startedAt().isBefore(first.endedAt());
    }
  }

  static Pairs of(Evidence evidence) {
    Map<String, List<Request>> bySecret = new HashMap<>();
    evidence.requests().stream()
        .sorted(Comparator.comparing(Request::startedAt))
        .forEach(
            request ->
                bySecret.computeIfAbsent(request.presented(), _ -> new ArrayList<>()).add(request));
    List<Pair> pairs = new ArrayList<>();
    for (List<Request> requests : bySecret.values()) {
      for (int second = 1; second < requests.size(); second++) {
        for (int first = 0; first < second; first++) {
          pairs.add(new Pair(requests.get(first), requests.get(second)));
        }
      }
    }
    return new Pairs(pairs, evidence.lives(), evidence.rules().lease(), Failures.of(evidence));
  }

  /**
   * Whether the worker itself noted, between the two, that an attempt of this user's had failed: an
   * answer that was handed over may still have come after the call's deadline.
   */
  boolean failureWasSeen(Pair pair, String user) {
    return failures.seen(user, pair.first().startedAt(), pair.second().startedAt());
  }

  /** Whether the first one's worker was gone when the second began. */
  boolean holderWasGone(Pair pair) {
    Instant begun = pair.second().startedAt();
    return lives.stream()
        .filter(life -> life.slot() == pair.first().slot())
        .filter(life -> life.at(pair.first().startedAt()))
        .anyMatch(life -> life.to() != null && !life.to().isAfter(begun));
  }

  /**
   * Whether the first one's claim had ended by then. A claim is at most half a lease old when its
   * request begins, so half a lease after that it can have ended.
   */
  boolean leaseWasOver(Pair pair) {
    Instant earliest = pair.first().startedAt().plus(lease.dividedBy(2));
    return !pair.second().startedAt().isBefore(earliest);
  }
}
