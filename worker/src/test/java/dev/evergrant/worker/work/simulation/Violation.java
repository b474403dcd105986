package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An invariant does not hold. */
final class Violation extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String invariant;
  private final transient @Nullable ConnectionId connection;

  /**
   * @param invariant its number in the failure model
   */
  Violation(String invariant, @Nullable ConnectionId connection, String what) {
    super(invariant + ": " + what);
    this.invariant = invariant;
    this.connection = connection;
  }

  String invariant() {
    return invariant;
  }

  @Nullable ConnectionId connection() {
    return connection;
  }
}
