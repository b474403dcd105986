package dev.evergrant.worker.store;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/**
 * Finds a database that is away for a moment within a tenth of a second of its coming back. A pool
 * alone waits longer and longer between its attempts, up to five seconds, and that is half of some
 * provider's grace: what was in flight when the database went must be taken up again before it
 * ends. Opening a session spends nothing, so this may be tried again, unlike a token call.
 */
final class ReturningDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  /** Not starting up, and not there; whatever else a server says is its answer. */
  private static final String STARTING_UP = "57P03";

  private static final Retry UNTIL_IT_IS_BACK =
      Retry.of(
          "database",
          RetryConfig.custom()
              .maxAttempts(20)
              .waitDuration(Duration.ofMillis(100))
              .retryOnException(ReturningDataSource::isAway)
              .build());

  /**
   * @throws SQLException what the last of 20 attempts said, after two seconds; at once what a
   *     server that is there says
   */
  @Override
  public Connection getConnection() throws SQLException {
    try {
      return UNTIL_IT_IS_BACK.executeCallable(super::getConnection);
    } catch (SQLException | RuntimeException problem) {
      throw problem;
    } catch (Exception impossible) {
      throw new SQLException(impossible);
    }
  }

  private static boolean isAway(Throwable problem) {
    return problem instanceof SQLException sql
        && (PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState().equals(sql.getSQLState())
            || STARTING_UP.equals(sql.getSQLState()));
  }
}
