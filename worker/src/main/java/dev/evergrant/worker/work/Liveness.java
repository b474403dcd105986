package dev.evergrant.worker.work;

import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Rescue;
import dev.evergrant.worker.store.WorkerRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This worker's proof of life, a session that holds an advisory lock, and the rescue of those whose
 * proof is gone.
 *
 * <p>The database releases the lock of a killed worker at once; {@link RollCall} says when its
 * claims are taken from it. Runs on a thread of its own.
 */
final class Liveness implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Liveness.class);
  private static final int EVERY_MILLIS = 400;

  private final Database database;
  private final WorkerRows workers;
  private final Runnable onReturn;
  private final Runnable onRescued;
  private final int worker;
  private final String name;
  private final RollCall rollCall = new RollCall();

  private record Rescued(List<Integer> gone, int claims) {}

  private @Nullable Connection session;
  private volatile boolean alive;
  private volatile boolean stopping;

  /**
   * Takes a number and its lock.
   *
   * @param name for people, and of this worker's Quartz instance
   * @param onReturn called when the database is there again
   * @param onRescued called when there is work to take over
   * @throws SQLException if the database cannot be reached
   */
  Liveness(
      Database database, WorkerRows workers, String name, Runnable onReturn, Runnable onRescued)
      throws SQLException {
    this.database = database;
    this.workers = workers;
    this.name = name;
    this.onReturn = onReturn;
    this.onRescued = onRescued;
    this.worker = workers.nextNumber(database.jdbi());
    hold();
  }

  /** The number that this worker's claims carry. */
  int worker() {
    return worker;
  }

  /** Whether the lock is held; without it nothing is to be claimed. */
  boolean alive() {
    return alive;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        look();
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (session == null || !session.isValid(2)) {
        alive = false;
        release();
        hold();
        rollCall.afterCut();
        onReturn.run();
        return;
      }
      List<Integer> gone = rollCall.look(workers.locks(database.jdbi()));
      if (!gone.isEmpty()) {
        rescue(gone);
      }
    } catch (SQLException | JdbiException problem) {
      log.warn("This worker cannot show that it is alive: {}", problem.toString());
    }
  }

  private void rescue(List<Integer> seemGone) {
    Rescued rescued =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  List<Integer> gone = workers.holdLocks(handle, seemGone);
                  int claims = Rescue.of(handle, gone);
                  workers.remove(handle, gone);
                  return new Rescued(gone, claims);
                });
    if (!rescued.gone().isEmpty()) {
      log.info(
          "Workers {} are gone; {} claims of theirs are due again.",
          rescued.gone(),
          rescued.claims());
      onRescued.run();
    }
  }

  /**
   * Either all of it is done, or none: a session alone would look like the proof at the next look.
   */
  private void hold() throws SQLException {
    Connection fresh = database.session();
    try {
      if (!WorkerRows.lock(fresh, worker)) {
        throw new SQLException("The old session's lock is not released yet");
      }
      workers.register(database.jdbi(), worker, name);
    } catch (SQLException | JdbiException problem) {
      fresh.close();
      throw problem;
    }
    session = fresh;
    alive = true;
  }

  private void release() throws SQLException {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  /** Ends the proof of life; to be called when nothing is claimed any more. */
  void stop() {
    stopping = true;
    alive = false;
  }

  /**
   * Lets the lock go. A worker that leaves claims behind stays on the list, so that the others
   * rescue them at once rather than when their leases end.
   */
  void close(boolean nothingLeft) {
    try {
      if (nothingLeft) {
        workers.remove(database.jdbi(), worker);
      }
      release();
    } catch (SQLException | JdbiException problem) {
      log.info("The proof of life was not cleared away: {}", problem.toString());
    }
  }
}
