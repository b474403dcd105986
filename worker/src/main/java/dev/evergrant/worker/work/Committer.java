package dev.evergrant.worker.work;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers finished results and commits them together: whatever has finished while one commit was
 * under way makes up the next, so a busy worker has large batches and a quiet one does not wait.
 *
 * <p>A result is never given up. While the database is away the batch is tried again and again; a
 * batch that the database refuses for what it holds is halved until the culprit stands alone.
 */
final class Committer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final int LARGEST_BATCH = 500;
  private static final long LONGEST_WAIT_MILLIS = 2_000;

  private final LinkedBlockingQueue<Result> finished = new LinkedBlockingQueue<>();
  private final Consumer<List<Result>> commit;
  private final Consumer<List<Result>> onCommitted;
  private volatile boolean stopping;

  /**
   * @param commit stores a batch in one transaction, or throws; storing it again changes nothing
   * @param onCommitted called with what has been committed, or is beyond committing
   */
  Committer(Consumer<List<Result>> commit, Consumer<List<Result>> onCommitted) {
    this.commit = commit;
    this.onCommitted = onCommitted;
  }

  /** Hands a result over; returns at once. */
  void add(Result result) {
    finished.add(result);
  }

  @Override
  public void run() {
    List<Result> batch = new ArrayList<>(LARGEST_BATCH);
    try {
      while (!stopping || !finished.isEmpty()) {
        Result first = finished.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          finished.drainTo(batch, LARGEST_BATCH - 1);
          commit(List.copyOf(batch));
          batch.clear();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!finished.isEmpty()) {
      log.error("{} results could not be committed before the stop.", finished.size());
    }
  }

  private void commit(List<Result> batch) throws InterruptedException {
    for (int failures = 0; ; failures++) {
      try {
        commit.accept(batch);
        break;
      } catch (RuntimeException problem) {
        if (!(problem instanceof JdbiException) || isAboutTheData(problem)) {
          divide(batch, problem);
          return;
        }
        log.warn(
            "{} results are not committed yet and will be tried again: {}",
            batch.size(),
            problem.toString());
        TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_WAIT_MILLIS, 50L << Math.min(failures, 10)));
      }
    }
    onCommitted.accept(batch);
  }

  private void divide(List<Result> batch, RuntimeException problem) throws InterruptedException {
    if (batch.size() == 1) {
      log.error(
          "The result for {} cannot be stored; its claim will be in doubt when its lease ends.",
          batch.getFirst().due().connection(),
          problem);
      onCommitted.accept(batch);
      return;
    }
    int half = batch.size() / 2;
    commit(batch.subList(0, half));
    commit(batch.subList(half, batch.size()));
  }

  /** SQL state classes 22 (data exception) and 23 (integrity constraint violation). */
  private static boolean isAboutTheData(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
      }
    }
    return false;
  }

  /** Commits what has been handed over, and ends. */
  void stop() {
    stopping = true;
  }
}
