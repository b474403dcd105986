package dev.evergrant.bench.measure;

import static java.util.Objects.requireNonNull;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.store.Claims;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long one claim takes, with ever more connections in the table. The rows have no tokens, as
 * nobody is asked about them; columns and indexes that a claim looks at are as they always are. Ten
 * thousand are due, whatever the size. Tables of all sizes are there at once, and are claimed from
 * in turns: whatever the machine does beside, it does to all of them.
 */
public final class ClaimLatency implements Measure {
  private static final int LIMIT = 16;
  private static final int CLAIMS = 500;
  private static final int WARM_UP = 200;
  private static final int WORKER = 1;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    List<Table> tables = new ArrayList<>();
    try {
      for (int connections : bench.plan().claimSizes()) {
        String size = Bench.size(connections);
        var nobody = Setup.App.due(0, Duration.ofHours(2));
        tables.add(new Table(size, bench.stage("claims-" + size, nobody)));
        fill(tables.getLast().stage(), connections);
      }
      measure(bench, tables);
    } finally {
      tables.reversed().forEach(table -> table.stage().close());
    }
  }

  private static void measure(Bench bench, List<Table> tables) throws SQLException {
    for (int i = 0; i < WARM_UP; i++) {
      // The first ones are claimed again and again: a lease of no time leaves them due.
      tables.forEach(table -> table.claim(Duration.ZERO));
    }
    double[] ratios = new double[bench.plan().windows()];
    for (int round = 0; round < ratios.length; round++) {
      for (Table table : tables) {
        giveBack(table.stage());
        table.round().reset();
      }
      for (int i = 0; i < CLAIMS; i++) {
        tables.forEach(table -> table.round().recordValue(table.claim(Duration.ofHours(1))));
      }
      tables.forEach(table -> table.all().add(table.round()));
      ratios[round] = p99(tables.getLast().round()) / p99(tables.getFirst().round());
    }
    for (Table table : tables) {
      note(bench, table, 50);
      note(bench, table, 99);
    }
    String first = tables.getFirst().size();
    String last = tables.getLast().size();
    bench
        .figures()
        .add(
            "claim_p99_ratio_%s_%s".formatted(last, first),
            "claim, p99 at %s to that at %s".formatted(last, first),
            "×",
            ratios);
  }

  private static double p99(Histogram histogram) {
    return histogram.getValueAtPercentile(99);
  }

  private static void note(Bench bench, Table table, int percent) {
    bench
        .figures()
        .add(
            "claim_p%d_ms_%s".formatted(percent, table.size()),
            "claim of %d, p%d, %s".formatted(LIMIT, percent, table.size()),
            "ms",
            table.all().getValueAtPercentile(percent) / 1_000.0);
  }

  private static void fill(Stage stage, int connections) throws SQLException {
    run(
        stage,
        """
        INSERT INTO connection (connection, app, environment, subject, provider, status, version,
          token_type, scope, issued_at, expires_at, authorized_at, due_at, floor_at, updated_at)
        SELECT 'crm-sync/production/user-' || n, 'crm-sync', 'production', 'user-' || n,
          'crm-sync', 'active', 1, 'Bearer', 'users.read', now(), now() + interval '2 hours',
          now(),
          CASE WHEN n %% greatest(1, %d / 10000) = 0 THEN now() - interval '1 hour'
            ELSE now() + interval '10 hours' END
            + (n * 7919 %% 1800000) * interval '1 millisecond',
          now() + interval '12 hours', now()
        FROM generate_series(1::bigint, %d) AS n;
        VACUUM ANALYZE connection\
        """
            .formatted(connections, connections));
  }

  /** Makes due again, in another order, what was claimed. */
  private static void giveBack(Stage stage) throws SQLException {
    run(
        stage,
        """
        UPDATE connection SET owner = NULL, attempt = NULL, earlier_owner = NULL,
          in_doubt = false, doubt_since = NULL, unheard_version = NULL, unheard_at = NULL,
          due_at = now() - random() * interval '1 hour'
        WHERE owner IS NOT NULL;
        VACUUM connection\
        """);
  }

  private static void run(Stage stage, String statements) throws SQLException {
    stage
        .database()
        .jdbi()
        .useHandle(
            handle -> {
              // The worker's own patience, a minute for each statement, is for the worker's own.
              handle.getConnection().setNetworkTimeout(Runnable::run, 0);
              handle
                  .createScript(
                      "SET statement_timeout = 0; %s; RESET statement_timeout"
                          .formatted(statements))
                  .executeAsSeparateStatements();
            });
  }

  /**
   * A table of one size.
   *
   * @param round latencies of this round, in microseconds
   * @param all those of all rounds
   */
  private record Table(
      String size, Stage stage, Claims claims, Credentials of, Histogram round, Histogram all) {

    Table(String size, Stage stage) {
      this(
          size,
          stage,
          new Claims(stage.database().jdbi(), stage.cipher(), System::nanoTime),
          requireNonNull(stage.config().apps().get(Setup.APP))
              .credentials()
              .values()
              .iterator()
              .next(),
          new Histogram(TimeUnit.MINUTES.toMicros(1), 3),
          new Histogram(TimeUnit.MINUTES.toMicros(1), 3));
    }

    /** Claims once; how many microseconds it took. */
    long claim(Duration lease) {
      long began = System.nanoTime();
      int claimed = claims.refreshes(of, WORKER, lease, LIMIT, false).size();
      long took = System.nanoTime() - began;
      Bench.require(claimed == LIMIT, "Only %d connections were claimed".formatted(claimed));
      return took / 1_000;
    }
  }
}
