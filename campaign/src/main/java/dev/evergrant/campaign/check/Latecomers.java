package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Request;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Requests of workers that had died, which the provider acted on when it had answered those of
 * their rescuers: it takes them for a reuse and revokes what the rescuers were given. Had nobody
 * asked again, the dead worker's answer would have been lost instead, so that is W1 or W2.
 */
record Latecomers(Evidence evidence) {

  /**
   * Whether this committed end came of one: it was after the answer, nobody asked again, and all
   * that could have reached the provider then was of the dead.
   */
  boolean ended(HistoryEntry reuse) {
    List<Request> requests =
        evidence.requests().stream()
            .filter(one -> one.presented().equals(reuse.presented()))
            .sorted(Comparator.comparing(Request::startedAt))
            .toList();
    Optional<Request> first =
        requests.stream().filter(one -> one.issued() != null && one.delivered()).findFirst();
    if (first.isEmpty() || !reuse.at().isAfter(first.get().startedAt())) {
      return false;
    }
    Request answered = first.get();
    List<Request> others = requests.stream().filter(one -> !one.equals(answered)).toList();
    return others.stream().anyMatch(one -> ofTheDead(one, answered))
        && others.stream()
            .filter(one -> one.endedAt().isAfter(answered.startedAt()))
            .allMatch(one -> ofTheDead(one, answered));
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
