package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Request;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Why the answer that spent a secret was never stored. */
record Explanation(Evidence evidence, Chains chains, Failures failures) {
  /**
   * A worker that has an answer in hand stores it within this time, where the database is there.
   */
  private static final Duration IN_HAND = Duration.ofSeconds(2);

  /** An answer that had come so shortly before a pause had not been read. */
  private static final Duration JUST_THEN = Duration.ofMillis(100);

  /**
   * Of the window's kind if all the answers were lost on the way or died with their worker; else
   * self-inflicted.
   *
   * @param spent the provider's entries that spent it
   */
  Loss of(Loss.Kind window, String what, String reported, List<HistoryEntry> spent) {
    String why = "";
    for (HistoryEntry entry : spent) {
      String issued = entry.issued();
      if (issued != null && chains.hasLanded(issued)) {
        return Losses.self(
            what,
            reported,
            "%s was sent again though its successor %s was there."
                .formatted(entry.presented(), issued));
      }
      Optional<Request> delivered =
          issued == null ? Optional.empty() : chains.carrier(issued).filter(Request::delivered);
      if (delivered.isEmpty()) {
        why =
            "The answer was lost on the way (%s, sent: %s)."
                .formatted(entry.fault() == null ? "link or kill" : entry.fault(), entry.sent());
        continue;
      }
      Request request = delivered.get();
      if (failures.seen(
          String.valueOf(entry.user()),
          request.startedAt(),
          awake(request).plus(Duration.ofSeconds(1)))) {
        why = "The answer came when worker %d had given up.".formatted(request.slot());
        continue;
      }
      Optional<Life> life = death(request);
      if (life.isEmpty()) {
        return Losses.self(
            what,
            reported,
            "Worker %d had the answer at %s and lived."
                .formatted(request.slot(), request.endedAt()));
      }
      Instant died = Objects.requireNonNull(life.get().to());
      Duration inHand = inHand(request, died);
      if (inHand.compareTo(IN_HAND) > 0) {
        return Losses.self(
            what,
            reported,
            "Worker %d had the answer at %s and ran for %s before it died, %s."
                .formatted(
                    request.slot(),
                    request.endedAt(),
                    inHand,
                    databaseWasAway(request.endedAt(), died)
                        ? "the database being away"
                        : "the database being there"));
      }
      why = "Worker %d was killed with the answer in hand.".formatted(request.slot());
    }
    return new Loss(window, what, reported, why);
  }

  /** When the answer had come, and its worker was running. */
  private Instant awake(Request request) {
    return evidence.pauses().stream()
        .filter(pause -> pause.slot() == request.slot())
        .filter(
            pause ->
                !pause.from().isAfter(request.endedAt().plus(JUST_THEN))
                    && pause.to().isAfter(request.endedAt()))
        .map(Evidence.Pause::to)
        .max(Comparator.naturalOrder())
        .orElse(request.endedAt());
  }

  /** While it is paused a worker cannot even read what has arrived. */
  private Duration inHand(Request request, Instant died) {
    return evidence.pauses().stream()
        .filter(pause -> pause.slot() == request.slot())
        .map(pause -> pause.within(request.endedAt(), died))
        .reduce(Duration.between(request.endedAt(), died), Duration::minus);
  }

  private Optional<Life> death(Request request) {
    return evidence.lives().stream()
        .filter(life -> life.slot() == request.slot() && life.at(request.startedAt()))
        .filter(life -> life.end() == Life.End.KILLED || life.end() == Life.End.CRASHED)
        .findFirst();
  }

  private boolean databaseWasAway(Instant from, Instant to) {
    return evidence.databaseOutages().stream().anyMatch(outage -> outage.overlaps(from, to));
  }
}
