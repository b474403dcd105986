package dev.evergrant.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Property
  void itIsBetweenFiveSecondsAndAnHour(
      @ForAll @IntRange(min = 1) int failures,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
    assertThat(Backoff.after(failures, chance)).isBetween(Duration.ofSeconds(5), HOUR);
  }

  @Test
  void itDoublesUntilItIsAnHour() {
    assertThat(Backoff.after(1, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Backoff.after(2, 0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Backoff.after(9, 0)).isEqualTo(Duration.ofSeconds(1_280));
    assertThat(Backoff.after(10, 0)).isEqualTo(Duration.ofMinutes(30));
    assertThat(Backoff.after(100, 0.5)).isEqualTo(Duration.ofMinutes(45));
  }

  @Test
  void whatTheTargetAsksForGoesBeforeIt() {
    assertThat(Backoff.after(1, Duration.ofMinutes(7), 0.5)).isEqualTo(Duration.ofMinutes(7));
    assertThat(Backoff.after(9, Duration.ZERO, 0.5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Backoff.after(1, null, 0)).isEqualTo(Duration.ofSeconds(5));
  }
}
