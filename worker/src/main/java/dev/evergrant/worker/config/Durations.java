package dev.evergrant.worker.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 2h}, {@code 1h30m}, {@code 7d}, {@code 500ms}. */
public final class Durations {

  /** How to write one. */
  static final String ADVICE = "Write a duration such as 500ms, 30s, 10m, 1h30m, 2h or 7d.";

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?=\\d)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private Durations() {}

  /**
   * Reads days, hours, minutes, seconds and milliseconds in that order, or ISO 8601 ({@code PT2H}).
   *
   * @throws IllegalArgumentException if it is neither, is negative, or has no unit; the message
   *     says how to write one and does not quote the text
   */
  public static Duration parse(String written) {
    var parts = WRITTEN.matcher(written);
    if (parts.matches()) {
      return Duration.ofDays(number(parts.group(1)))
          .plusHours(number(parts.group(2)))
          .plusMinutes(number(parts.group(3)))
          .plusSeconds(number(parts.group(4)))
          .plusMillis(number(parts.group(5)));
    }
    return iso(written);
  }

  /**
   * Writes it so that {@link #parse} reads the same duration back, in the largest units that fit.
   *
   * @param duration not negative
   */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toString();
    }
    return part(duration.toDaysPart(), "d")
        + part(duration.toHoursPart(), "h")
        + part(duration.toMinutesPart(), "m")
        + part(duration.toSecondsPart(), "s")
        + part(duration.toMillisPart(), "ms");
  }

  private static Duration iso(String written) {
    try {
      var duration = Duration.parse(written);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeException e) {
      // Its message quotes the text, which may be anything.
    }
    throw new IllegalArgumentException(ADVICE);
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}
