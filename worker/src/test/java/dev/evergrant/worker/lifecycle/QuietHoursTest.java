package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest(name = "from {0} to {1}: at {2} it is quiet: {3}")
  @CsvSource(
      textBlock =
          """
          20:00, 07:00, 19:59:59, false
          20:00, 07:00, 20:00,    true
          20:00, 07:00, 00:00,    true
          20:00, 07:00, 06:59:59, true
          20:00, 07:00, 07:00,    false
          12:00, 13:30, 11:59:59, false
          12:00, 13:30, 12:00,    true
          12:00, 13:30, 13:29:59, true
          12:00, 13:30, 13:30,    false
          20:00, 00:00, 23:59:59, true
          20:00, 00:00, 00:00,    false
          00:00, 06:00, 00:00,    true
          00:00, 06:00, 23:59:59, false
          """)
  void theyBeginAtTheirFirstMomentAndAreOverAtTheLast(
      LocalTime from, LocalTime to, LocalTime time, boolean quiet) {
    var hours = new QuietHours(from, to, ZoneOffset.UTC, Map.of());
    Instant now = LocalDate.of(2026, 11, 24).atTime(time).toInstant(ZoneOffset.UTC);
    assertThat(hours.contains("acme", now)).isEqualTo(quiet);
  }

  @ParameterizedTest(name = "at {1} it is quiet for {0}: {2}")
  @CsvSource(
      textBlock =
          """
          acme,     2026-11-24T19:00:00Z, true
          acme,     2026-11-24T18:59:59Z, false
          acme,     2026-07-24T18:00:00Z, true
          acme,     2026-07-24T05:00:00Z, false
          initech,  2026-11-24T11:00:00Z, true
          initech,  2026-11-24T22:00:00Z, false
          ,         2026-11-24T19:00:00Z, true
          ,         2026-11-24T06:00:00Z, false
          """)
  void theClockIsTheOrganizationsOwnWhereItHasOne(
      @Nullable String organization, Instant now, boolean quiet) {
    var hours =
        new QuietHours(
            LocalTime.of(20, 0),
            LocalTime.of(7, 0),
            BERLIN,
            Map.of("initech", ZoneId.of("Asia/Tokyo")));
    assertThat(hours.contains(organization, now)).isEqualTo(quiet);
  }
}
