package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Due;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What this worker is asking about, or has yet to commit. Safe for any thread. */
final class InFlight {
  private final Map<UUID, Object> rows = new ConcurrentHashMap<>();

  void begin(Due due) {
    rows.put(due.claim().attempt(), row(due));
  }

  void end(Due due) {
    rows.remove(due.claim().attempt());
  }

  /** Whether an attempt on the same row is among it. */
  boolean holds(Due due) {
    return rows.containsValue(row(due));
  }

  int size() {
    return rows.size();
  }

  private static Object row(Due due) {
    return switch (due) {
      case Due.Grant grant -> grant.id();
      case Due.Refresh refresh -> refresh.connection();
    };
  }
}
