package dev.evergrant.bench.measure;

import dev.evergrant.bench.provider.Tokens;
import dev.evergrant.bench.stage.Frontend;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.Subscriber;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * From the event that a user has authorized to the update with the tokens. The provider answers at
 * once, so that its own time is next to nothing and is not subtracted. An event's time runs from
 * when it was to be sent, not from when it could be: whoever is late makes nobody look faster.
 */
public final class Exchanges implements Measure {
  private static final int CONNECTED = 1_000;
  private static final int USUAL = 50;
  private static final double BUSY = 0.7;
  private static final int WARM_UP = 3_000;

  /** The subscriber's own first steps are not the worker's time. */
  private static final Duration LEAD_IN = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_A_SECOND = 10_000;

  private int next;

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    Plan plan = bench.plan();
    int newcomers =
        WARM_UP
            + plan.exchanges()
            + (int) plan.leadIn().plus(plan.latency()).toSeconds() * USUAL
            + (int) LEAD_IN.plus(plan.latency()).toSeconds() * MOST_A_SECOND;
    var app =
        new Setup.App(Setup.APP, CONNECTED, newcomers, false, Duration.ofHours(2), Duration.ZERO);
    next = CONNECTED;
    try (Stage stage = bench.stage("exchanges", app);
        WorkerProcess _ = stage.worker();
        Frontend frontend = new Frontend(stage)) {
      double _ = atOnce(stage, frontend, WARM_UP);
      var stages = new Stages();
      report(
          bench,
          "latency",
          "grant to update, 50/s",
          latency(stage, frontend, USUAL, plan.leadIn(), plan.latency(), stages));
      stages.report(stage, bench.figures());
      double most = atOnce(stage, frontend, plan.exchanges());
      bench.figures().add("exchanges_per_s", "exchanges end to end", "/s", most);
      int busy = (int) Math.min(MOST_A_SECOND, BUSY * most);
      report(
          bench,
          "latency_busy",
          "grant to update, 70 %",
          latency(stage, frontend, busy, LEAD_IN, plan.latency(), new Stages()));
    }
  }

  /** Publishes codes as fast as it can; how many became tokens a second. */
  private double atOnce(Stage stage, Frontend frontend, int codes)
      throws IOException, InterruptedException {
    long before = stage.topic().updates();
    long began = System.nanoTime();
    for (int i = 0; i < codes; i++) {
      frontend.authorize(next++);
    }
    frontend.flush();
    while (stage.topic().updates() < before + codes) {
      Bench.require(System.nanoTime() - began < PATIENCE.toNanos(), "Not all codes were exchanged");
      Bench.pause(Duration.ofMillis(20));
    }
    return codes / ((System.nanoTime() - began) / 1e9);
  }

  private Histogram latency(
      Stage stage, Frontend frontend, int rate, Duration leadIn, Duration measured, Stages stages)
      throws InterruptedException {
    int unnoticed = (int) (rate * leadIn.toSeconds());
    int events = unnoticed + (int) (rate * measured.toSeconds());
    var wanted = new ConcurrentHashMap<String, Long>();
    var histogram = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(5), 3);
    try (var _ =
        new Subscriber(
            stage,
            (subject, published, at) -> {
              Long sent = wanted.get(subject);
              if (sent != null) {
                histogram.recordValue(Math.max(0, (at - sent) / 1_000));
                stages.heard(subject, sent, published, at);
                wanted.remove(subject);
              }
            })) {
      long began = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
      for (int i = 0; i < events; i++) {
        long due = began + i * TimeUnit.SECONDS.toNanos(1) / rate;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        if (i >= unnoticed) {
          wanted.put(Tokens.subject(next), due);
        }
        frontend.authorize(next++);
      }
      frontend.flush();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!wanted.isEmpty()) {
        Bench.require(System.nanoTime() < end, wanted.size() + " codes were not exchanged");
        Bench.pause(Duration.ofMillis(20));
      }
    }
    return histogram;
  }

  private static void report(Bench bench, String key, String what, Histogram histogram) {
    for (int percent : new int[] {50, 90, 99}) {
      double millis = histogram.getValueAtPercentile(percent) / 1_000.0;
      bench.figures().add(key + "_p" + percent + "_ms", what + ", p" + percent, "ms", millis);
    }
    double most = histogram.getMaxValue() / 1_000.0;
    bench.figures().add(key + "_max_ms", what + ", max", "ms", most);
  }
}
