package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Request;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.util.List;
import java.util.Optional;

/**
 * Requests of workers that had died, which the provider acted on when it had answered those of
 * their rescuers: it takes them for a reuse and revokes what the rescuers were given. Had nobody
 * asked again, the dead worker's answer would have been lost instead, so that is W1 or W2.
 */
record Latecomers(Evidence evidence) {

  /** Whether this committed end came of one. */
  boolean ended(HistoryEntry reuse) {
    String secret = reuse.presented();
    List<Request> requests =
        evidence.requests().stream().filter(one -> one.presented().equals(secret)).toList();
    Optional<Request> answered =
        requests.stream().filter(one -> one.issued() != null && one.delivered()).findFirst();
    if (answered.isEmpty()) {
      return false;
    }
    boolean sentAgain =
        requests.stream().anyMatch(one -> one.startedAt().isAfter(answered.get().startedAt()));
    return !sentAgain && requests.stream().anyMatch(one -> ofTheDead(one, answered.get()));
  }

  private boolean ofTheDead(Request request, Request answered) {
    return !request.delivered()
        && request.startedAt().isBefore(answered.startedAt())
        && evidence.lives().stream()
            .filter(life -> life.slot() == request.slot() && life.at(request.startedAt()))
            .anyMatch(life -> isDead(life) && !life.at(answered.startedAt()));
  }

  private static boolean isDead(Life life) {
    return life.end() == Life.End.KILLED || life.end() == Life.End.CRASHED;
  }
}
