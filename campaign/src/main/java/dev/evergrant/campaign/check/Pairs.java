package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Gone;
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
record Pairs(List<Pair> all, List<Life> lives, List<Gone> gone, Duration lease, Failures failures) {

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
    return new Pairs(
        pairs, evidence.lives(), evidence.gone(), evidence.rules().lease(), Failures.of(evidence));
  }

  /**
   * Whether the worker itself noted, between the two, that an attempt of this user's had failed: an
   * answer that was handed over may still have come after the call's deadline.
   */
  boolean failureWasSeen(Pair pair, String user) {
    return failures.seen(user, pair.first().startedAt(), pair.second().startedAt());
  }

  /** Whether the first one's worker was gone when the second began, or its lock was. */
  boolean holderWasGone(Pair pair) {
    Instant begun = pair.second().startedAt();
    return lives.stream()
        .filter(life -> life.slot() == pair.first().slot())
        .filter(life -> life.at(pair.first().startedAt()))
        .anyMatch(life -> hadDied(life, begun) || hadLostItsLock(life, pair));
  }

  private static boolean hadDied(Life life, Instant begun) {
    return life.to() != null && !life.to().isAfter(begun);
  }

  private boolean hadLostItsLock(Life life, Pair pair) {
    return gone.stream()
        .filter(said -> life.number() != null && said.numbers().contains(life.number()))
        .anyMatch(
            said ->
                said.at().isAfter(pair.first().startedAt().minus(lease.dividedBy(2)))
                    && !said.at().isAfter(pair.second().startedAt()));
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
