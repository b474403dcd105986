package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way in which the token endpoint misbehaves, and for which calls. Null always stands for the
 * default. In JSON only {@code kind} is required.
 *
 * @param count for the next so many matching calls; null for all
 * @param probability of a matching call being hit, 0 to 1; null for 1
 * @param grantType hits only calls with this {@code grant_type}; null for any
 * @param environment hits only calls with these credentials; null for any
 * @param duration for how long to hang, to delay or to drip; null for 1 s
 * @param status of an error; null for 503
 * @param retryAfter what a throttled call is told; null for 2 s
 * @param form how it is told; null for seconds
 */
public record Fault(
    Kind kind,
    @Nullable Integer count,
    @Nullable Double probability,
    @Nullable String grantType,
    @Nullable Environment environment,
    @Nullable Duration duration,
    @Nullable Integer status,
    @Nullable Duration retryAfter,
    @Nullable RetryAfterForm form) {

  /** What goes wrong. */
  public enum Kind {
    /** Carried out, but the connection is closed without an answer. */
    DROP_RESPONSE,
    /** An error status instead of carrying it out. */
    ERROR_BEFORE,
    /** Carried out, but an error status is the answer. */
    ERROR_AFTER,
    /** Status 200 and a page for people instead of carrying it out. */
    HTML,
    /** Carried out, but the connection is closed after half of the answer. */
    TRUNCATE,
    /** Carried out, and the answer comes byte by byte. */
    SLOW_DRIP,
    /** Nothing happens for a while, then it is carried out. */
    HANG,
    /** Carried out at once, answered after a while. */
    DELAY,
    /** Status 200 with {@code {"error":"invalid_grant"}} instead of carrying it out. */
    OK_WITH_ERROR_BODY,
    /** A plain {@code invalid_grant} instead of carrying it out. */
    INVALID_GRANT_ALL,
    /** Status 429 instead of carrying it out. */
    THROTTLE,
    /** Carried out without a new refresh token; the old one stays valid. */
    NO_REFRESH_TOKEN,
    /** Carried out, but the answer does not say when the token expires. */
    NO_EXPIRES_IN;

    /** As JSON has it, such as {@code drop_response}. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The opposite of {@link #wireName()}. */
    @JsonCreator
    public static Kind of(String wireName) {
      return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** Whether the request is carried out all the same. */
    boolean commits() {
      return switch (this) {
        case ERROR_BEFORE, HTML, OK_WITH_ERROR_BODY, INVALID_GRANT_ALL, THROTTLE -> false;
        case DROP_RESPONSE, ERROR_AFTER, TRUNCATE, SLOW_DRIP, HANG, DELAY -> true;
        case NO_REFRESH_TOKEN, NO_EXPIRES_IN -> true;
      };
    }
  }

  public Fault {
    Objects.requireNonNull(kind, "kind");
    if (probability != null && !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is not between 0 and 1: " + probability);
    }
    if (count != null && count < 0) {
      throw new IllegalArgumentException("count is negative: " + count);
    }
  }

  /** Hits every call. */
  public static Fault of(Kind kind) {
    return new Fault(kind, null, null, null, null, null, null, null, null);
  }

  /** Hits the next call only. */
  public static Fault once(Kind kind) {
    return of(kind).times(1);
  }

  public Fault times(int n) {
    return new Fault(
        kind, n, probability, grantType, environment, duration, status, retryAfter, form);
  }

  public Fault withProbability(double value) {
    return new Fault(
        kind, count, value, grantType, environment, duration, status, retryAfter, form);
  }

  /**
   * @param value {@code authorization_code} or {@code refresh_token}
   */
  public Fault onGrantType(String value) {
    return new Fault(
        kind, count, probability, value, environment, duration, status, retryAfter, form);
  }

  public Fault onEnvironment(Environment value) {
    return new Fault(
        kind, count, probability, grantType, value, duration, status, retryAfter, form);
  }

  public Fault lasting(Duration value) {
    return new Fault(
        kind, count, probability, grantType, environment, value, status, retryAfter, form);
  }

  public Fault withStatus(int value) {
    return new Fault(
        kind, count, probability, grantType, environment, duration, value, retryAfter, form);
  }

  public Fault withRetryAfter(Duration value, RetryAfterForm inForm) {
    return new Fault(
        kind, count, probability, grantType, environment, duration, status, value, inForm);
  }

  Duration durationOrDefault() {
    return duration == null ? Duration.ofSeconds(1) : duration;
  }

  boolean concerns(String callGrantType, @Nullable Environment callEnvironment) {
    return (grantType == null || grantType.equals(callGrantType))
        && (environment == null || environment == callEnvironment);
  }
}
