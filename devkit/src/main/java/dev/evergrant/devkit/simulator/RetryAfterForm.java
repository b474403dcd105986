package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How a {@code Retry-After} header says when to come again. Never earlier than meant: fractions of
 * a second are rounded up.
 */
public enum RetryAfterForm {
  SECONDS,
  HTTP_DATE,
  EPOCH,
  ISO8601;

  private static final DateTimeFormatter HTTP_DATE_FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** As JSON has it, such as {@code http_date}. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The opposite of {@link #wireName()}. */
  @JsonCreator
  public static RetryAfterForm of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  String format(Duration wait, Instant now) {
    Instant then = roundedUp(now.plus(wait));
    return switch (this) {
      case SECONDS -> String.valueOf(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
      case HTTP_DATE -> HTTP_DATE_FORMAT.format(then);
      case EPOCH -> String.valueOf(then.getEpochSecond());
      case ISO8601 -> then.toString();
    };
  }

  private static Instant roundedUp(Instant time) {
    return time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
  }
}
