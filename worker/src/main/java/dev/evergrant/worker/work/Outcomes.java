package dev.evergrant.worker.work;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** Counts what has been committed. Safe for any thread. */
final class Outcomes {
  private final MeterRegistry meters;
  private final DistributionSummary secondsLeft;

  Outcomes(MeterRegistry meters) {
    this.meters = meters;
    this.secondsLeft =
        DistributionSummary.builder("evergrant.refresh.seconds.left")
            .description("How long the old access token had still to live when it was refreshed")
            .serviceLevelObjectives(1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 86400)
            .register(meters);
  }

  void count(List<Result> results) {
    results.forEach(this::count);
  }

  private void count(Result result) {
    String name =
        switch (result.due()) {
          case Due.Grant _ -> "evergrant.exchanges";
          case Due.Refresh _ -> "evergrant.refreshes";
        };
    ConnectionId id = result.due().connection();
    meters
        .counter(
            name,
            "app",
            id.app(),
            "environment",
            id.environment(),
            "outcome",
            result.reply().word())
        .increment();
    if (result.due() instanceof Due.Refresh refresh && result.reply() instanceof Reply.Issued) {
      Duration left = Duration.between(result.at(), refresh.expiresAt());
      secondsLeft.record(Math.max(0, left.toMillis() / 1000.0));
    }
  }
}
