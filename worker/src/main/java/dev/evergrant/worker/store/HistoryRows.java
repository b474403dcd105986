package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code history}: what happened to each connection and why. Append-only, a partition a
 * month: what is old goes with its partition.
 */
public final class HistoryRows {
  private static final int BATCH = 5_000;

  /**
   * One thing that happened.
   *
   * @param what a word, as the column's comment lists them
   * @param detail a sentence for people; never a secret
   * @param fingerprint of the code or refresh token that the attempt had to spend, in hexadecimal
   */
  public record Entry(
      ConnectionId connection,
      Instant at,
      String what,
      @Nullable Long version,
      @Nullable String detail,
      @Nullable UUID attempt,
      @Nullable Integer worker,
      @Nullable String fingerprint) {

    /** Of no attempt, or of one whose secret is not known. */
    public Entry(
        ConnectionId connection,
        Instant at,
        String what,
        @Nullable Long version,
        @Nullable String detail,
        @Nullable UUID attempt,
        @Nullable Integer worker) {
      this(connection, at, what, version, detail, attempt, worker, null);
    }
  }

  /** Adds entries. */
  public void append(Handle handle, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO history (
              connection, at, what, version, detail, attempt, worker, fingerprint)
            SELECT connection, at, what, version, detail, attempt, worker,
              decode(fingerprint, 'hex')
            FROM unnest(
              :connection, :at, :what, :version, :detail, :attempt, :worker, :fingerprint)
              AS d(connection, at, what, version, detail, attempt, worker, fingerprint)\
            """);
    new Columns<>(entries)
        .text("connection", entry -> entry.connection().toString())
        .times("at", Entry::at)
        .text("what", Entry::what)
        .longs("version", Entry::version)
        .text("detail", Entry::detail)
        .uuids("attempt", Entry::attempt)
        .integers("worker", Entry::worker)
        .text("fingerprint", Entry::fingerprint)
        .bindTo(update);
    update.execute();
  }

  /**
   * Makes the partitions of the next three months, as far as they are missing.
   *
   * @return how many were
   */
  public int ahead(Handle handle) {
    return handle
        .createQuery("SELECT history_ahead(evergrant_now() + interval '3 months')")
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Drops the partitions all of whose entries are older than that.
   *
   * @return how many
   */
  public int forget(Handle handle, Duration keep) {
    return handle
        .createQuery("SELECT history_drop(evergrant_now() - :keep * interval '1 millisecond')")
        .bind("keep", keep.toMillis())
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Forgets, a batch at a time, what is older and never got a partition of its own.
   *
   * @return whether there may be more
   */
  public boolean forgetStrays(Handle handle, Duration keep) {
    return handle
            .createUpdate(
                """
                DELETE FROM history_default WHERE ctid = ANY (ARRAY (
                  SELECT ctid FROM history_default
                  WHERE at < evergrant_now() - :keep * interval '1 millisecond' LIMIT :batch))\
                """)
            .bind("keep", keep.toMillis())
            .bind("batch", BATCH)
            .execute()
        == BATCH;
  }
}
