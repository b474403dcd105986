package dev.evergrant.worker.work.simulation;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.QuarantineRows.Kept;
import dev.evergrant.worker.work.simulation.Mint.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code quarantine}; methods have the names of {@code QuarantineRows}. */
final class Quarantine {
  private static final Duration DAY = Duration.ofDays(1);

  private final Timeline timeline;
  private final Trace trace;
  private final Map<Long, Row> rows = new LinkedHashMap<>();
  private long last;

  /**
   * A row.
   *
   * @param mint the truth about the set, which the table does not know
   */
  private record Row(long id, Kept set, @Nullable Mint mint) {}

  Quarantine(Timeline timeline, Trace trace) {
    this.timeline = timeline;
    this.trace = trace;
  }

  /** The newest first. */
  Map<ConnectionId, Deque<Long>> of(Collection<ConnectionId> connections) {
    Map<ConnectionId, Deque<Long>> sets = new HashMap<>();
    connections.forEach(id -> sets.put(id, new ArrayDeque<>()));
    for (Row row : rows.values()) {
      Deque<Long> of = sets.get(row.set().connection());
      if (of != null) {
        of.addFirst(row.id());
      }
    }
    return sets;
  }

  /** Once, however often its commit is run. */
  void keep(Kept set, @Nullable Mint mint) {
    if (rows.values().stream().anyMatch(one -> one.set().attempt().equals(set.attempt()))) {
      return;
    }
    if (mint != null) {
      mint.becomes(Fate.QUARANTINED);
    }
    long id = ++last;
    rows.put(id, new Row(id, set, mint));
    trace.note(set.connection(), () -> set.refreshToken().reveal() + " is quarantined as " + id);
  }

  void delete(long id) {
    Row row = rows.remove(id);
    if (row != null && row.mint() != null && row.mint().fate() == Fate.QUARANTINED) {
      row.mint().becomes(Fate.SUPERSEDED);
    }
  }

  Secret refreshToken(long id) {
    return requireNonNull(rows.get(id)).set().refreshToken();
  }

  boolean has(long id) {
    return rows.containsKey(id);
  }

  void purge(Database database) {
    Instant yesterday = timeline.now().minus(DAY);
    for (Row row : List.copyOf(rows.values())) {
      ConnectionRow connection = requireNonNull(database.connection(row.set().connection()));
      boolean carriedOn = connection.version >= row.set().stored() + 2;
      boolean gone = !connection.active && connection.updatedAt.isBefore(yesterday);
      if (row.set().at().isBefore(yesterday) && (carriedOn || gone)) {
        delete(row.id());
      }
    }
  }
}
