package dev.evergrant.worker.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks us to wait: {@code Retry-After} as seconds or an HTTP date (RFC 9110
 * §10.2.3), as epoch seconds (Outreach's 429) or ISO-8601 (Outreach's 503); else {@code
 * X-RateLimit-Reset}, written in any of these ways. Never throws.
 */
public final class RetryAfter {

  /**
   * One header must not park a connection past the death of its tokens. Asking again after an hour
   * costs at most another 429.
   */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** September 2001 as epoch seconds, or 31 years of waiting. */
  private static final long EPOCH_SECONDS = 1_000_000_000L;

  private static final long EPOCH_MILLISECONDS = EPOCH_SECONDS * 1_000;

  private static final Pattern NUMBER = Pattern.compile("(-?\\d{1,18})(\\.\\d{1,9})?");

  private static final List<Function<String, Instant>> READINGS =
      List.of(
          text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));

  private RetryAfter() {}

  /** Between zero and {@link #LONGEST}; null where the provider does not say, or not readably. */
  static @Nullable Duration read(HttpAnswer answer, Instant now) {
    var wait = read(answer.retryAfter(), now);
    return wait != null ? wait : read(answer.rateLimitReset(), now);
  }

  /** The same of one header's value. */
  public static @Nullable Duration read(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    var text = header.strip();
    var number = NUMBER.matcher(text);
    if (number.matches()) {
      // A fraction is rounded up: a moment early is early.
      long whole = Long.parseLong(number.group(1));
      return bounded(seconds(whole, now) + (number.group(2) == null ? 0 : 1));
    }
    return READINGS.stream()
        .map(reading -> moment(reading, text))
        .filter(Objects::nonNull)
        .findFirst()
        .map(moment -> bounded(moment.getEpochSecond() - now.getEpochSecond()))
        .orElse(null);
  }

  private static long seconds(long number, Instant now) {
    if (number >= EPOCH_MILLISECONDS) {
      return number / 1_000 - now.getEpochSecond();
    }
    return number >= EPOCH_SECONDS ? number - now.getEpochSecond() : number;
  }

  private static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST.toSeconds()));
  }

  private static @Nullable Instant moment(Function<String, Instant> reading, String text) {
    try {
      return reading.apply(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
