package dev.evergrant.bench.measure;

import static java.util.Objects.requireNonNull;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.store.Claims;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long one claim takes, with ever more connections in the table. The rows have no tokens, as
 * nobody is asked about them; columns and indexes that a claim looks at are as they always are. A
 * tenth of a percent is due, so that the index has more to pass by than what is claimed.
 */
public final class ClaimLatency implements Measure {
  private static final int LIMIT = 16;
  private static final int CLAIMS = 600;
  private static final int WARM_UP = 200;
  private static final int WORKER = 1;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    for (int connections : bench.plan().claimSizes()) {
      String size = Bench.size(connections);
      var nobody = Setup.App.due(0, Duration.ofHours(2));
      try (Stage stage = bench.stage("claims-" + size, nobody)) {
        fill(stage, connections);
        Histogram histogram = claim(stage);
        note(bench, size, "p50", histogram.getValueAtPercentile(50));
        note(bench, size, "p99", histogram.getValueAtPercentile(99));
      }
    }
    String first = Bench.size(bench.plan().claimSizes().getFirst());
    String last = Bench.size(bench.plan().claimSizes().getLast());
    double ratio =
        bench.figures().median("claim_p99_ms_" + last)
            / bench.figures().median("claim_p99_ms_" + first);
    bench
        .figures()
        .add(
            "claim_p99_ratio_%s_%s".formatted(last, first),
            "claim, p99 at %s to that at %s".formatted(last, first),
            "×",
            ratio);
  }

  private static void note(Bench bench, String size, String percentile, long micros) {
    bench
        .figures()
        .add(
            "claim_%s_ms_%s".formatted(percentile, size),
            "claim of %d, %s, %s".formatted(LIMIT, percentile, size),
            "ms",
            micros / 1_000.0);
  }

  private static void fill(Stage stage, int connections) throws SQLException {
    stage
        .database()
        .jdbi()
        .useHandle(
            handle -> {
              // The worker's own patience, a minute for each statement, is for the worker's own.
              handle.getConnection().setNetworkTimeout(Runnable::run, 0);
              handle
                  .createScript(
                      """
                      SET statement_timeout = 0;
                      INSERT INTO connection (connection, app, environment, subject, provider,
                        status, version, token_type, scope, issued_at, expires_at,
                        authorized_at, due_at, floor_at, updated_at)
                      SELECT 'crm-sync/production/user-' || n, 'crm-sync', 'production',
                        'user-' || n, 'crm-sync', 'active', 1, 'Bearer', 'users.read', now(),
                        now() + interval '2 hours', now(),
                        CASE WHEN n %% greatest(1, %d / 10000) = 0 THEN now() - interval '1 hour'
                          ELSE now() + interval '10 hours' END
                          + (n * 7919 %% 1800000) * interval '1 millisecond',
                        now() + interval '12 hours', now()
                      FROM generate_series(1::bigint, %d) AS n;
                      VACUUM ANALYZE connection;
                      RESET statement_timeout\
                      """
                          .formatted(connections, connections))
                  .executeAsSeparateStatements();
            });
  }

  private static Histogram claim(Stage stage) {
    var claims = new Claims(stage.database().jdbi(), stage.cipher(), System::nanoTime);
    Credentials of =
        requireNonNull(stage.config().apps().get(Setup.APP))
            .credentials()
            .values()
            .iterator()
            .next();
    var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    for (int i = 0; i < CLAIMS; i++) {
      long began = System.nanoTime();
      // The first ones are claimed again and again: a lease of no time leaves them due.
      Duration lease = i < WARM_UP ? Duration.ZERO : Duration.ofHours(1);
      int claimed = claims.refreshes(of, WORKER, lease, LIMIT, false).size();
      Bench.require(claimed == LIMIT, "Only %d connections were claimed".formatted(claimed));
      if (i >= WARM_UP) {
        histogram.recordValue((System.nanoTime() - began) / 1_000);
      }
    }
    return histogram;
  }
}
