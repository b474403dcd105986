package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence.Quiet;
import dev.evergrant.campaign.check.Quietness;
import dev.evergrant.campaign.cluster.Cluster;
import dev.evergrant.campaign.cluster.WorkerSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits until nothing is overdue, pending or unpublished, or patience ends. */
final class QuietDown {
  private static final int MOST_SESSIONS_OF_A_WORKER = 16;
  private static final int MOST_THREADS_OF_A_WORKER = 150;

  private final Cluster cluster;
  private final Topic topic;

  QuietDown(Cluster cluster, Topic topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  Quiet await() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      List<String> overdue = overdue();
      long outbox = count("SELECT count(*) FROM outbox");
      Long lag = topic.lag();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      boolean quiet = overdue.isEmpty() && outbox == 0 && lag != null && lag == 0;
      if (quiet || took.compareTo(Quietness.LIMIT) > 0) {
        return new Quiet(took, overdue, outbox, lag == null ? Long.MAX_VALUE : lag, leaks());
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private List<String> overdue() {
    return cluster
        .database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT connection || ' expired at ' || expires_at || ' and is due at '
                          || due_at || coalesce(': ' || problem, '') FROM connection
                        WHERE status = 'active' AND expires_at <= now()
                        UNION ALL
                        SELECT 'a grant of ' || connection || ' is pending and due at ' || due_at
                          || coalesce(': ' || problem, '')
                        FROM authorization_grant WHERE state = 'pending'\
                        """)
                    .mapTo(String.class)
                    .list());
  }

  private long count(String sql) {
    return cluster
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private List<String> leaks() throws IOException {
    List<String> leaks = new ArrayList<>();
    long sessions =
        count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'evergrant'");
    int workers = cluster.slots().size();
    if (sessions > (long) workers * MOST_SESSIONS_OF_A_WORKER + 4) {
      leaks.add("%d workers hold %d sessions of the database.".formatted(workers, sessions));
    }
    for (WorkerSlot slot : cluster.slots()) {
      int threads = threads(slot.pid());
      if (threads > MOST_THREADS_OF_A_WORKER) {
        leaks.add("Worker %d has %d threads.".formatted(slot.slot(), threads));
      }
    }
    return leaks;
  }

  /** None where the operating system does not tell. */
  private static int threads(long pid) throws IOException {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
        .findFirst()
        .orElse(0);
  }
}
