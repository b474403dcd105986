package dev.evergrant.worker.config;

import dev.evergrant.worker.config.Config.Alerts;
import dev.evergrant.worker.lifecycle.QuietHours;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code alerts}. */
final class AlertsReader {

  private static final Form<LocalTime> TIME_OF_DAY =
      new Form<>("Write a time of day in quotes, such as \"20:00\".", AlertsReader::timeOfDay);

  private static final Form<ZoneId> ZONE =
      new Form<>("Write a time zone such as Europe/Berlin or UTC.", AlertsReader::zone);

  /** Stands for a time that is wrong, so that it is the same as no other. */
  private static final LocalTime NOBODY_WRITES = LocalTime.MAX.minusNanos(1);

  private AlertsReader() {}

  /**
   * The section.
   *
   * @param apps the names that are there to send alerts of
   */
  static Alerts read(Cursor at, Collection<String> apps) {
    return new Alerts(
        at.at("every").or(Duration.ofHours(1), Form.POSITIVE_DURATION),
        at.at("ahead").or(Duration.ofHours(24), Form.POSITIVE_DURATION),
        at.at("remindEvery").or(Duration.ofDays(3), Form.POSITIVE_DURATION),
        at.at("reminders").or(3, Form.wholeNumber(0, 1_000)),
        at.at("letGoAfter").or(Duration.ofDays(30), Form.POSITIVE_DURATION),
        quiet(at),
        WebhooksReader.read(at.at("webhooks"), apps));
  }

  private static @Nullable QuietHours quiet(Cursor alerts) {
    Cursor at = alerts.at("quiet");
    if (!alerts.has("quiet") || at.isNull()) {
      return null;
    }
    LocalTime from = at.at("from").required(TIME_OF_DAY, NOBODY_WRITES);
    LocalTime to = at.at("to").required(TIME_OF_DAY, LocalTime.MAX);
    if (from.equals(to)) {
      at.at("to").problem("Write another time than from; there would be no time to tell anybody.");
    }
    Map<String, ZoneId> zones = new LinkedHashMap<>();
    at.at("zones")
        .entries()
        .forEach(
            (organization, zone) -> zones.put(organization, zone.required(ZONE, ZoneOffset.UTC)));
    return new QuietHours(from, to, at.at("zone").or(ZoneOffset.UTC, ZONE), Map.copyOf(zones));
  }

  private static Optional<LocalTime> timeOfDay(String text) {
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
