package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Stage;
import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Where the time from grant to update goes: medians between the times that the grant's own rows and
 * records carry anyway. All processes share this machine's wall clock; Kafka's part of it is in
 * whole milliseconds. Safe for a thread that hears and one that reports afterwards.
 */
final class Stages {
  private final long wallLessMonotonic =
      ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();
  private final Map<String, Journey> journeys = new ConcurrentHashMap<>();

  private record Journey(Instant due, Instant published, Instant heard) {}

  private record Times(String subject, Instant takenIn, Instant sent, Instant committing) {}

  /**
   * @param due when the grant was to be published, on the monotonic clock
   * @param publishedMillis when the worker handed the update to Kafka, on the wall clock
   * @param heard when it came, on the monotonic clock
   */
  void heard(String subject, long due, long publishedMillis, long heard) {
    journeys.put(
        subject, new Journey(wall(due), Instant.ofEpochMilli(publishedMillis), wall(heard)));
  }

  private Instant wall(long nanos) {
    return Instant.EPOCH.plusNanos(nanos + wallLessMonotonic);
  }

  /** Adds the medians to the figures. */
  void report(Stage stage, Figures figures) {
    var arriving = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    var claiming = new Histogram(arriving);
    var asking = new Histogram(arriving);
    var committing = new Histogram(arriving);
    var hearing = new Histogram(arriving);
    stage
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT g.connection, g.received_at, c.issued_at, g.ended_at
                        FROM authorization_grant AS g JOIN connection AS c USING (connection)\
                        """)
                    .map(
                        (row, _) ->
                            new Times(
                                ConnectionId.parse(row.getString("connection")).subject(),
                                row.getTimestamp("received_at").toInstant(),
                                row.getTimestamp("issued_at").toInstant(),
                                row.getTimestamp("ended_at").toInstant()))
                    .forEach(
                        times -> {
                          Journey journey = journeys.get(times.subject());
                          if (journey != null) {
                            record(arriving, journey.due(), times.takenIn());
                            record(claiming, times.takenIn(), times.sent());
                            record(asking, times.sent(), times.committing());
                            record(committing, times.committing(), journey.published());
                            record(hearing, journey.published(), journey.heard());
                          }
                        }));
    add(figures, "arriving", "published, polled, opened", arriving);
    add(figures, "claiming", "inserted, claimed, sent", claiming);
    add(figures, "asking", "answered, decided, sealed", asking);
    add(figures, "committing", "committed, read by the relay", committing);
    add(figures, "hearing", "published, heard by the subscriber", hearing);
  }

  private static void record(Histogram histogram, Instant from, Instant to) {
    histogram.recordValue(Math.max(0, Duration.between(from, to).toNanos() / 1_000));
  }

  private static void add(Figures figures, String key, String what, Histogram histogram) {
    figures.add(
        "stage_" + key + "_ms",
        "of that, p50: " + what,
        "ms",
        histogram.getValueAtPercentile(50) / 1_000.0);
  }
}
