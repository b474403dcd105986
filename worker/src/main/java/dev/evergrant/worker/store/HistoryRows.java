package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code history}: what happened to each connection and why. Append-only. */
public final class HistoryRows {

  /**
   * One thing that happened.
   *
   * @param what a word, as the column's comment lists them
   * @param detail a sentence for people; never a secret
   */
  public record Entry(
      ConnectionId connection,
      Instant at,
      String what,
      @Nullable Long version,
      @Nullable String detail,
      @Nullable UUID attempt,
      @Nullable Integer worker) {}

  /** Adds entries. */
  public void append(Handle handle, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO history (connection, at, what, version, detail, attempt, worker)
            SELECT * FROM unnest(:connection, :at, :what, :version, :detail, :attempt, :worker)\
            """);
    new Columns<>(entries)
        .text("connection", entry -> entry.connection().toString())
        .times("at", Entry::at)
        .text("what", Entry::what)
        .longs("version", Entry::version)
        .text("detail", Entry::detail)
        .uuids("attempt", Entry::attempt)
        .integers("worker", Entry::worker)
        .bindTo(update);
    update.execute();
  }
}
