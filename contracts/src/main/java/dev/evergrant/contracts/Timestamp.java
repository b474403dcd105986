package dev.evergrant.contracts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * RFC 3339 §5.6, which is narrower than ISO 8601: seconds and an offset are required. Leap seconds
 * are refused, as the JDK has none; a fraction may be as precise as a nanosecond.
 */
final class Timestamp {
  static final Text TEXT = Text.plain(64);

  private static final Pattern SHAPE =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

  private Timestamp() {}

  /**
   * Reads one.
   *
   * @throws UnacceptableEvent if it is not one
   */
  static Instant parse(String field, String text) throws UnacceptableEvent {
    // The T and the Z may be in lower case.
    String written = text.toUpperCase(Locale.ROOT);
    try {
      if (SHAPE.matcher(written).matches()) {
        var time = OffsetDateTime.parse(written).withOffsetSameInstant(ZoneOffset.UTC);
        // Its offset may lead out of the years that have four digits, which we could not write.
        if (time.getYear() >= 0 && time.getYear() <= 9999) {
          return time.toInstant();
        }
      }
    } catch (DateTimeException _) {
      // The right shape, but no such day or hour.
    }
    throw new UnacceptableEvent(
        field, "is not an RFC 3339 time: send one such as 2026-11-24T12:00:00Z.");
  }
}
