package dev.evergrant.worker.work;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells from one look at the locks after the other which workers are gone.
 *
 * <p>One that had its lock is gone when {@value #LOOKS} looks in a row find it without: a worker
 * whose session was cut notices at its own next look, and must be back before the others have
 * looked often enough. After a restart of the database nobody has a lock, alive or not: who was cut
 * himself gives those that he has not seen since {@value #LOOKS_AFTER_A_CUT} looks to come back.
 * Used by one thread.
 */
final class RollCall {
  static final int LOOKS = 3;
  static final int LOOKS_AFTER_A_CUT = 12;

  private final Map<Integer, Integer> missed = new HashMap<>();
  private final Set<Integer> seen = new HashSet<>();
  private int looksForUnseen = LOOKS;

  /** The one who looks was cut off, and knows nothing of the others any more. */
  void afterCut() {
    missed.clear();
    seen.clear();
    looksForUnseen = LOOKS_AFTER_A_CUT;
  }

  /**
   * Takes a look.
   *
   * @param locks all workers that are known, and whether each has its lock
   * @return those that are gone
   */
  List<Integer> look(Map<Integer, Boolean> locks) {
    missed.keySet().retainAll(locks.keySet());
    seen.retainAll(locks.keySet());
    locks.forEach(
        (worker, held) -> {
          if (held) {
            seen.add(worker);
            missed.remove(worker);
          } else {
            missed.merge(worker, 1, Integer::sum);
          }
        });
    return missed.entrySet().stream()
        .filter(one -> one.getValue() >= (seen.contains(one.getKey()) ? LOOKS : looksForUnseen))
        .map(Map.Entry::getKey)
        .toList();
  }
}
