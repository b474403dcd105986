package dev.evergrant.worker.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.QuietHours;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "alerts:", "alerts: {}", "alerts: { quiet: }"})
  void everythingMayBeLeftOut(String section) {
    Config config = section.isEmpty() ? Sample.read() : Sample.read(section);
    assertThat(config.alerts())
        .isEqualTo(
            new Config.Alerts(
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofDays(3),
                3,
                Duration.ofDays(30),
                null,
                Map.of()));
  }

  @Test
  void everythingMayBeSaid() {
    Config.Alerts alerts =
        Sample.read(
                """
                alerts:
                  every: 10m
                  ahead: 48h
                  remindEvery: 1d
                  reminders: 0
                  letGoAfter: 90d
                  quiet:
                    from: "20:00"
                    to: "07:30"
                    zone: Europe/Berlin
                    zones: { globex: America/New_York, initech: "+05:30" }
                """)
            .alerts();
    assertThat(alerts)
        .isEqualTo(
            new Config.Alerts(
                Duration.ofMinutes(10),
                Duration.ofDays(2),
                Duration.ofDays(1),
                0,
                Duration.ofDays(90),
                new QuietHours(
                    LocalTime.of(20, 0),
                    LocalTime.of(7, 30),
                    ZoneId.of("Europe/Berlin"),
                    Map.of(
                        "globex", ZoneId.of("America/New_York"),
                        "initech", ZoneOffset.ofHoursMinutes(5, 30))),
                Map.of()));
  }

  @Test
  void withoutAZoneItIsUtc() {
    var quiet = Sample.read("alerts: { quiet: { from: '20:00', to: '07:00' } }").alerts().quiet();
    assertThat(requireNonNull(quiet).zone()).isEqualTo(ZoneOffset.UTC);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every: 0s                                  | alerts.every: Write a duration
          ahead: -1h                                 | alerts.ahead: Write a duration
          ahead: soon                                | alerts.ahead: Write a duration
          remindEvery: 3                             | alerts.remindEvery: Write a duration
          letGoAfter: 0d                             | alerts.letGoAfter: Write a duration
          reminders: -1                              | alerts.reminders: Write a whole number from 0 to 1000
          reminders: 1001                            | alerts.reminders: Write a whole number from 0 to 1000
          reminder: 3                                | alerts.reminder: This key is unknown
          quiet: { from: '20:00' }                   | alerts.quiet.to: This is required
          quiet: { to: '20:00' }                     | alerts.quiet.from: This is required
          quiet: { from: '8pm', to: '07:00' }        | alerts.quiet.from: Write a time of day in quotes, such as "20:00".
          quiet: { from: '8pm', to: '00:00' }        | alerts.quiet.from: Write a time of day in quotes, such as "20:00".
          quiet: { from: '12:00', to: '7' }          | alerts.quiet.to: Write a time of day in quotes, such as "20:00".
          quiet: { from: '24:00', to: '07:00' }      | alerts.quiet.from: Write a time of day in quotes, such as "20:00".
          quiet: { from: '07:00', to: '07:00' }      | alerts.quiet.to: Write another time than from; there would be no time to tell anybody.
          quiet: { from: '20:00', to: '07:00', zone: Berlin }         | alerts.quiet.zone: Write a time zone such as Europe/Berlin or UTC.
          quiet: { from: '20:00', to: '07:00', zones: { a: X/Y } }    | alerts.quiet.zones.a: Write a time zone such as Europe/Berlin or UTC.
          quiet: { from: '20:00', to: '07:00', zones: { a: } }        | alerts.quiet.zones.a: This is required
          quiet: { from: '20:00', to: '07:00', until: '07:00' }       | alerts.quiet.until: This key is unknown
          """)
  void whatIsWrongIsSaidOnceAndWithItsPlace(String keys, String problem) {
    assertThat(Sample.problems("alerts: { " + keys + " }"))
        .singleElement()
        .asString()
        .startsWith(problem);
  }

  @Test
  void aTimeWithoutQuotesIsTheSameTime() {
    var quiet = Sample.read("alerts: { quiet: { from: 20:00, to: 07:00 } }").alerts().quiet();
    assertThat(requireNonNull(quiet).from()).isEqualTo(LocalTime.of(20, 0));
    assertThat(requireNonNull(quiet).to()).isEqualTo(LocalTime.of(7, 0));
  }
}
