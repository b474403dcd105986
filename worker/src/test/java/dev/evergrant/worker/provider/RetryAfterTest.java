package dev.evergrant.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z"); // 1795521600

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          30                            | PT30S
          0                             | PT0S
          1.5                           | PT2S
          -7                            | PT0S
          3600                          | PT1H
          86400                         | PT1H
          999999999999999999            | PT1H
          1795521645                    | PT45S
          1795521645.2                  | PT46S
          1795521645000                 | PT45S
          1700000000                    | PT0S
          Tue, 24 Nov 2026 12:01:00 GMT | PT1M
          Tue, 24 Nov 2026 11:00:00 GMT | PT0S
          2026-11-24T12:00:20Z          | PT20S
          2026-11-24T14:00:20+02:00     | PT20S
          2026-11-24T12:00:20           | PT20S
          2026-11-24T12:00:20.500Z      | PT20S
          2999-01-01T00:00:00Z          | PT1H
          soon                          | -
          12 s                          | -
          9999999999999999999999        | -
          """)
  void everyWayOfSayingItIsReadAndBounded(String header, @Nullable Duration expected) {
    assertThat(RetryAfter.read(answer(header, null), NOW)).isEqualTo(expected);
    assertThat(RetryAfter.read(answer(null, header), NOW)).isEqualTo(expected);
  }

  @Test
  void retryAfterGoesBeforeXRateLimitReset() {
    assertThat(RetryAfter.read(answer("10", "20"), NOW)).isEqualTo(Duration.ofSeconds(10));
    assertThat(RetryAfter.read(answer("soon", "20"), NOW)).isEqualTo(Duration.ofSeconds(20));
    assertThat(RetryAfter.read(answer(null, null), NOW)).isNull();
  }

  private static HttpAnswer answer(@Nullable String retryAfter, @Nullable String reset) {
    return new HttpAnswer(429, retryAfter, reset, new byte[0], true);
  }
}
