package dev.evergrant.worker.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka has of each connection, laid beside the table {@code connection}: so a database that
 * was restored, or failed over to a replica that lagged, is found behind.
 *
 * <p>The old refresh token of a connection that is behind must not be spent: the provider would see
 * a token used twice and end the whole family. It is held. And since subscribers drop what is not
 * above the version they have, the versions that are taken already are remembered.
 *
 * <p>Belongs to one session, in which it keeps a temporary table, so that no more than a batch is
 * ever in the worker's memory. Not thread-safe.
 */
public final class Published {
  private static final int BATCH = 5_000;

  private final Handle handle;

  /**
   * The newest that a batch of records says of a connection.
   *
   * @param version absent where the connection was erased
   * @param afresh an erasure was among the records: what was known before counts no more
   */
  public record Newest(String connection, @Nullable Long version, boolean afresh) {}

  /**
   * How the database stands to Kafka, in connections.
   *
   * @param equal the same version
   * @param ahead the database's is newer: its event is still to be published
   * @param behind the database's is older, or Kafka says that it was erased
   * @param held the active ones of those: they are not refreshed
   * @param onlyInKafka the database does not know them
   * @param onlyInDatabase nothing was ever published of them
   */
  public record Report(
      long equal, long ahead, long behind, long held, long onlyInKafka, long onlyInDatabase) {}

  private Published(Handle handle) {
    this.handle = handle;
  }

  /** Begins a comparison. */
  public static Published begin(Handle handle) {
    handle.execute("DROP TABLE IF EXISTS published");
    handle.execute(
        """
        CREATE TEMPORARY TABLE published (
          connection text PRIMARY KEY, version bigint, afresh boolean NOT NULL)\
        """);
    return new Published(handle);
  }

  /** Notes what records say, each connection once; batches in the records' order. */
  public void add(List<Newest> batch) {
    Update update =
        handle.createUpdate(
            """
            INSERT INTO published AS p (connection, version, afresh)
            SELECT * FROM unnest(:connection, :version, :afresh)
            ON CONFLICT (connection) DO UPDATE SET version = CASE
              WHEN excluded.afresh THEN excluded.version
              ELSE greatest(p.version, excluded.version) END\
            """);
    new Columns<>(batch)
        .text("connection", Newest::connection)
        .longs("version", Newest::version)
        .booleans("afresh", Newest::afresh)
        .bindTo(update);
    update.execute();
  }

  /**
   * Compares, holds what is behind, and keeps the outbox from publishing again what Kafka has.
   *
   * @param topic of the token updates
   */
  public Report settle(String topic) {
    handle.execute("ANALYZE published");
    Report report = handle.inTransaction(_ -> compare(hold()));
    handle.useTransaction(
        _ -> {
          keepVersions();
          forgetPromises(topic);
        });
    handle.execute("DROP TABLE published");
    return report;
  }

  private Report compare(long held) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE c.version = p.version) AS equal,
              count(*) FILTER (WHERE c.version > p.version) AS ahead,
              count(*) FILTER (WHERE c.version < p.version
                OR (c.connection IS NOT NULL AND p.connection IS NOT NULL
                    AND p.version IS NULL)) AS behind,
              count(*) FILTER (WHERE c.connection IS NULL AND p.version IS NOT NULL)
                AS only_in_kafka,
              count(*) FILTER (WHERE p.connection IS NULL) AS only_in_database
            FROM connection AS c FULL JOIN published AS p ON p.connection = c.connection\
            """)
        .map(
            (row, _) ->
                new Report(
                    row.getLong("equal"),
                    row.getLong("ahead"),
                    row.getLong("behind"),
                    held,
                    row.getLong("only_in_kafka"),
                    row.getLong("only_in_database")))
        .one();
  }

  /** A claim in the backup belongs to a worker that is long gone; what it had sent is unknown. */
  private long hold() {
    long held = 0;
    int now;
    do {
      now =
          handle
              .createUpdate(
                  """
                  UPDATE connection AS c SET due_at = 'infinity', owner = NULL, attempt = NULL,
                    in_doubt = c.in_doubt OR c.owner IS NOT NULL,
                    held = 'The database has version ' || c.version || ', and Kafka '
                      || coalesce('version ' || d.version, 'says that it was erased')
                      || ': its refresh token may have been spent already.'
                  FROM (
                    SELECT c.connection, p.version
                    FROM published AS p JOIN connection AS c ON c.connection = p.connection
                    WHERE (p.version IS NULL OR c.version < p.version)
                      AND c.status = 'active' AND c.held IS NULL
                    LIMIT :batch) AS d
                  WHERE c.connection = d.connection\
                  """)
              .bind("batch", BATCH)
              .execute();
      held += now;
    } while (now == BATCH);
    return held;
  }

  private void keepVersions() {
    handle.execute(
        """
        INSERT INTO version_floor AS f (connection, version)
        SELECT p.connection, p.version
        FROM published AS p LEFT JOIN connection AS c ON c.connection = p.connection
        WHERE p.version > coalesce(c.version, 0)
        ON CONFLICT (connection) DO UPDATE SET version = greatest(f.version, excluded.version)\
        """);
  }

  /**
   * An outbox that was restored promises what was published long ago. Subscribers would drop it,
   * but to Kafka's compaction the later record is the newer one.
   */
  private void forgetPromises(String topic) {
    handle
        .createUpdate(
            """
            DELETE FROM outbox AS o USING published AS p, connection AS c
            WHERE o.topic = :topic AND o.key = p.connection AND c.connection = p.connection
              AND (p.version IS NULL OR c.version <= p.version)\
            """)
        .bind("topic", topic)
        .execute();
  }

  /**
   * Lets all held connections go: they are due, and the next refresh shows whether their tokens
   * still work.
   *
   * @return how many
   */
  public static int release(Handle handle) {
    return handle
        .createUpdate(
            """
            UPDATE connection SET held = NULL, due_at = evergrant_now()
            WHERE held IS NOT NULL AND status = 'active'\
            """)
        .execute();
  }
}
