package dev.evergrant.worker.work;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.QuarantineRows.Kept;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of results changes in quarantine: token sets that lost their race are kept there,
 * and tried before a connection is given up. No I/O. Not thread-safe; made for one transaction.
 */
final class QuarantineChanges {
  private final int worker;
  private final Map<ConnectionId, Deque<Long>> untried;
  private final List<Kept> kept = new ArrayList<>();
  private final List<Long> trying = new ArrayList<>();
  private final List<Long> tried = new ArrayList<>();

  /**
   * @param untried the sets of all connections that may be given up, the first to be tried first
   */
  QuarantineChanges(int worker, Map<ConnectionId, Deque<Long>> untried) {
    this.worker = worker;
    this.untried = untried;
  }

  /**
   * Keeps a set, if it has a refresh token of its own: without one there is nothing to try.
   *
   * @param stored the connection's version
   * @return whether it is kept
   */
  boolean keep(Due due, @Nullable Secret refreshToken, long stored, String why, Instant at) {
    Secret spent = due instanceof Due.Refresh refresh ? refresh.refreshToken() : null;
    if (refreshToken == null || refreshToken.equals(spent)) {
      return false;
    }
    long parent = due instanceof Due.Refresh refresh ? refresh.version() : 0;
    kept.add(
        new Kept(
            due.connection(),
            parent,
            stored,
            due.claim().attempt(),
            refreshToken,
            why,
            worker,
            at));
    return true;
  }

  /** The set that a refresh has tried is settled: it is the stored one now, or provably stale. */
  void settle(Due.Refresh refresh) {
    if (refresh.trying() != null) {
      tried.add(refresh.trying());
      of(refresh).remove(refresh.trying());
    }
  }

  /** The set to try next of a connection that is refused; null if none is left. */
  @Nullable Long next(Due.Refresh refresh) {
    Long next = of(refresh).peek();
    if (next != null) {
      trying.add(next);
    }
    return next;
  }

  private Deque<Long> of(Due.Refresh refresh) {
    return untried.getOrDefault(refresh.connection(), new ArrayDeque<>());
  }

  List<Kept> kept() {
    return kept;
  }

  /** Those that the next attempts spend. */
  List<Long> trying() {
    return trying;
  }

  /** Those that are settled. */
  List<Long> tried() {
    return tried;
  }
}
