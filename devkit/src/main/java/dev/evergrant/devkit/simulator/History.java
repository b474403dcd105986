package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest entries of the history, oldest first. Thread-safe. */
final class History {
  private final @Nullable HistoryEntry[] ring;
  private long lastSeq;

  /**
   * @param limit so many entries are kept
   */
  History(int limit) {
    ring = new HistoryEntry[Math.max(limit, 1)];
  }

  synchronized long nextSeq() {
    return lastSeq + 1;
  }

  synchronized void add(HistoryEntry entry) {
    lastSeq = entry.seq();
    ring[slot(entry.seq())] = entry;
  }

  /** Completes an entry; one that is no longer kept is past completing. */
  synchronized void end(long seq, String sent, Instant at) {
    HistoryEntry entry = ring[slot(seq)];
    if (entry != null && entry.seq() == seq) {
      ring[slot(seq)] = entry.ended(sent, at);
    }
  }

  /**
   * The entries after this one.
   *
   * @param kind null for every kind
   */
  synchronized List<HistoryEntry> since(long seq, @Nullable String kind) {
    List<HistoryEntry> found = new ArrayList<>();
    for (long next = Math.max(seq, lastSeq - ring.length) + 1; next <= lastSeq; next++) {
      HistoryEntry entry = ring[slot(next)];
      if (entry != null && entry.seq() == next && (kind == null || entry.kind().equals(kind))) {
        found.add(entry);
      }
    }
    return found;
  }

  private int slot(long seq) {
    return (int) (seq % ring.length);
  }
}
