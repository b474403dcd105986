package dev.evergrant.contracts.client;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of every connection. Any thread may look up; one alone writes.
 *
 * <p>A topic may be told again from its beginning, because the reader was away so long that it may
 * have missed a tombstone. During such a telling nothing is taken away, so that nobody is without a
 * token; at its end the topic is right about all that it did not confirm.
 */
final class Connections {
  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  /** What this telling last said of connections that are known with a newer version. */
  private final Map<String, Entry> older = new HashMap<>();

  private int telling;

  @Nullable Entry find(String connection) {
    return entries.get(connection);
  }

  int size() {
    return entries.size();
  }

  /**
   * What came of a record or of a telling's end: a new version, or {@code null} if it is erased.
   */
  @FunctionalInterface
  interface News {
    void about(String connection, @Nullable Entry entry);
  }

  /**
   * Takes an entry that is not older than the known one. The same version may come again with other
   * surroundings.
   *
   * @return whether the version is new
   */
  boolean put(String connection, Entry entry) {
    Entry known = entries.get(connection);
    if (known != null && known.version() > entry.version()) {
      if (known.telling() != telling) {
        older.put(connection, entry);
      }
      return false;
    }
    if (!older.isEmpty()) {
      older.remove(connection);
    }
    entry.heardIn(telling);
    if (known != null) {
      entry.keepOpened(known);
    }
    entries.put(connection, entry);
    return known == null || known.version() < entry.version();
  }

  /**
   * Forgets a connection.
   *
   * @return whether it was known
   */
  boolean erase(String connection) {
    older.remove(connection);
    return entries.remove(connection) != null;
  }

  /** From now on the topic is told from its beginning. */
  void beginTelling() {
    telling++;
    older.clear();
  }

  /**
   * All that was on the topic when the telling began has been read. What it did not confirm was
   * erased meanwhile, and may have begun anew since.
   */
  void endTelling(News news) {
    entries.forEach(
        (connection, entry) -> {
          if (entry.telling() != telling) {
            Entry since = older.get(connection);
            if (since == null) {
              entries.remove(connection);
            } else {
              since.heardIn(telling);
              entries.put(connection, since);
            }
            news.about(connection, since);
          }
        });
    older.clear();
  }
}
