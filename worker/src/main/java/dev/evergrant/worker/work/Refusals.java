package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.RefusalWindow;
import dev.evergrant.worker.lifecycle.Reply;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this worker has heard of each app environment's refresh tokens, and whether the provider is
 * to be believed when it refuses one. Safe for any thread.
 */
final class Refusals {
  private final Map<String, RefusalWindow> windows = new ConcurrentHashMap<>();
  private volatile Set<String> paused = Set.of();
  private volatile Set<String> believed = Set.of();

  /**
   * Takes over how the app environments stand in the database, by name. One that goes on after a
   * pause is judged afresh.
   */
  void standing(Set<String> pausedForRefusals, Set<String> nowBelieved) {
    for (String name : paused) {
      if (!pausedForRefusals.contains(name)) {
        window(name).restart();
      }
    }
    paused = Set.copyOf(pausedForRefusals);
    believed = Set.copyOf(nowBelieved);
  }

  /** Notes an answer, and says whether too many are refused for this one to be believed. */
  boolean unusual(Due due, App app, Credentials of, Reply reply, Instant now) {
    if (!(due instanceof Due.Refresh refresh)) {
      return false;
    }
    RefusalWindow window = window(of.name());
    window.heard(refresh, app, reply, now);
    return !believed.contains(of.name()) && (paused.contains(of.name()) || window.unusual(now));
  }

  private RefusalWindow window(String name) {
    return windows.computeIfAbsent(name, _ -> new RefusalWindow());
  }
}
