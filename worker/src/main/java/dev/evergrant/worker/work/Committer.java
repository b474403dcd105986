package dev.evergrant.worker.work;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
 * batch that the database refuses for what it holds is halved until the culprit stands alone. What
 * was not committed at the first try, or waits for longer than a moment, is in safekeeping before
 * it is tried again: a kill loses no token set.
 */
final class Committer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);
  private static final int LARGEST_BATCH = 500;
  private static final long LONGEST_WAIT_MILLIS = 2_000;
  private static final long A_MOMENT_MILLIS = 500;

  private final LinkedBlockingQueue<Result> finished = new LinkedBlockingQueue<>();
  private final Consumer<List<Result>> commit;
  private final Consumer<List<Result>> onCommitted;
  private final Safekeeping safekeeping;
  private volatile boolean stopping;
  private volatile boolean away;

  // Guarded by itself, and so is what becomes of its results: nothing is put into safekeeping that
  // has just been committed.
  private final Set<Result> inHand = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param commit stores a batch in one transaction, or throws; storing it again changes nothing
   * @param onCommitted called with what has been committed, or is beyond committing
   */
  Committer(
      Consumer<List<Result>> commit, Consumer<List<Result>> onCommitted, Safekeeping safekeeping) {
    this.commit = commit;
    this.onCommitted = onCommitted;
    this.safekeeping = safekeeping;
  }

  /** Hands a result over; returns at once, or, while the database is away, when it is kept. */
  void add(Result result) {
    finished.add(result);
    if (away) {
      keep();
    }
  }

  /**
   * Commits what an earlier process left, on the caller's thread.
   *
   * @throws InterruptedException if the database did not come back before somebody lost patience
   */
  void replay(List<Result> left) throws InterruptedException {
    for (int from = 0; from < left.size(); from += LARGEST_BATCH) {
      take(left.subList(from, Math.min(left.size(), from + LARGEST_BATCH)));
    }
  }

  @Override
  public void run() {
    Thread watch = Thread.ofVirtual().name("slow-commits").start(this::watch);
    List<Result> batch = new ArrayList<>(LARGEST_BATCH);
    try {
      while (!stopping || !finished.isEmpty()) {
        Result first = finished.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          finished.drainTo(batch, LARGEST_BATCH - 1);
          take(List.copyOf(batch));
          batch.clear();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      watch.interrupt();
      // What comes now is for the next worker.
      away = true;
      sayWhatIsLeft();
    }
  }

  private void take(List<Result> batch) throws InterruptedException {
    synchronized (inHand) {
      inHand.addAll(batch);
    }
    commit(batch);
  }

  private void commit(List<Result> batch) throws InterruptedException {
    for (int failures = 0; ; failures++) {
      try {
        commit.accept(batch);
        break;
      } catch (RuntimeException problem) {
        keep();
        if (!(problem instanceof JdbiException) || isAboutTheData(problem)) {
          divide(batch, problem);
          return;
        }
        away = true;
        log.warn(
            "{} results are not committed yet and will be tried again: {}",
            batch.size(),
            problem.toString());
        TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_WAIT_MILLIS, 50L << Math.min(failures, 10)));
      }
    }
    away = false;
    synchronized (inHand) {
      batch.forEach(inHand::remove);
      safekeeping.settle(batch);
    }
    onCommitted.accept(batch);
  }

  private void divide(List<Result> batch, RuntimeException problem) throws InterruptedException {
    if (batch.size() == 1) {
      log.error(
          "The result for {} cannot be stored; its claim will be in doubt when its lease ends. Its"
              + " tokens, if it has any, stay in the spool and are tried again at the next start.",
          batch.getFirst().due().connection(),
          problem);
      synchronized (inHand) {
        batch.forEach(inHand::remove);
      }
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

  /** Puts all that is not committed into safekeeping. */
  private void keep() {
    synchronized (inHand) {
      safekeeping.keep(inHand);
      safekeeping.keep(finished);
    }
  }

  /** A database that is cut off is not heard to fail for a long time. */
  private void watch() {
    Set<Result> before = Set.of();
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(A_MOMENT_MILLIS);
        synchronized (inHand) {
          if (inHand.stream().anyMatch(before::contains)) {
            keep();
          }
          before = Collections.newSetFromMap(new IdentityHashMap<>());
          before.addAll(inHand);
        }
      }
    } catch (InterruptedException stopped) {
      log.trace("The committer has ended");
    }
  }

  private void sayWhatIsLeft() {
    int left;
    synchronized (inHand) {
      left = inHand.size() + finished.size();
    }
    if (left > 0) {
      keep();
      log.error(
          "{} results could not be committed before the stop. {} token sets are in the spool and"
              + " will be committed at the next start on this machine.",
          left,
          safekeeping.records());
    }
  }

  /** Commits what has been handed over, and ends. */
  void stop() {
    stopping = true;
  }
}
