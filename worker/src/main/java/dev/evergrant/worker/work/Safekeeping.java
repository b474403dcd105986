package dev.evergrant.worker.work;

import java.util.Collection;

/**
 * Where results are kept that the database has not taken yet, so that a kill does not lose them.
 */
interface Safekeeping {

  /**
   * Keeps the tokens among these results; when it returns, they outlive this process. Those that
   * are kept already stay as they are.
   */
  void keep(Collection<Result> results);

  /** The database has them. */
  void settle(Collection<Result> results);

  /** How many are kept. */
  int records();
}
