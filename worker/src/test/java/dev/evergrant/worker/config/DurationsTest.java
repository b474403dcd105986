package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "2h, PT2H",
    "10m, PT10M",
    "30s, PT30S",
    "500ms, PT0.5S",
    "7d, PT168H",
    "1h30m, PT1H30M",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "0s, PT0S",
    "90m, PT1H30M",
    "PT2H, PT2H",
    "P1DT1S, PT24H1S",
    "pt0.25s, PT0.25S",
  })
  void aDurationIsReadInShortAndIsoForm(String written, Duration duration) {
    assertThat(Durations.parse(written)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "2",
        "h",
        "2 h",
        "-2h",
        "2h-",
        "1.5h",
        "30m1h",
        "1h1h",
        "2w",
        "2H",
        "PT-2H",
        "PT",
        "-PT2H",
        "2h ",
        "9999999999d",
        "P99999999999999999999D",
        "two hours",
      })
  void anythingElseIsRefusedWithoutBeingQuoted(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(written))
        .withMessage(Durations.ADVICE)
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "PT2H, 2h",
    "PT336H, 14d",
    "PT90M, 1h30m",
    "PT0.5S, 500ms",
    "PT61.001S, 1m1s1ms",
    "PT0S, 0s",
    "PT0.0000005S, PT0.0000005S",
  })
  void aDurationIsWrittenInTheLargestUnitsThatFit(Duration duration, String written) {
    assertThat(Durations.format(duration)).isEqualTo(written);
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long nanos) {
    var duration = Duration.ofNanos(nanos);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    var coarse = Duration.ofMillis(nanos / 1_000_000);
    assertThat(Durations.parse(Durations.format(coarse))).isEqualTo(coarse);
  }
}
