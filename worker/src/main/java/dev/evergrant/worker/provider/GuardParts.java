package dev.evergrant.worker.provider;

import static io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType.COUNT_BASED;

import dev.evergrant.worker.lifecycle.Profile.Limits;
import dev.evergrant.worker.lifecycle.Reply;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What a {@link ProviderGuard} is made of, with the settings and the reasons for them. */
final class GuardParts {

  private static final int WINDOW = 50;
  private static final int FEWEST_CALLS = 20;
  private static final float FAILURE_PERCENT = 50;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final int TRIALS = 5;

  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /** The rate is granted in so many parts a second, so that no second begins with all of it. */
  private static final int PARTS = 10;

  private GuardParts() {}

  static Bulkhead bulkhead(String name, Limits limits) {
    return Bulkhead.of(
        name,
        BulkheadConfig.custom()
            .maxConcurrentCalls(limits.concurrent())
            .maxWaitDuration(Duration.ZERO)
            .build());
  }

  static RateLimiter rateLimiter(String name, Limits limits, LongSupplier ticker) {
    int rate = limits.ratePerSecond();
    int part = Math.ceilDiv(rate, PARTS);
    return RateLimiter.of(
        name,
        RateLimiterConfig.custom()
            .limitForPeriod(part)
            .limitRefreshPeriod(Duration.ofSeconds(part).dividedBy(rate))
            .timeoutDuration(Duration.ZERO)
            .build(),
        ticker::getAsLong);
  }

  /** Opens on silence and outages only: a refusal proves that the provider is well. */
  static CircuitBreaker circuitBreaker(String name, LongSupplier ticker) {
    return CircuitBreaker.of(
        name,
        CircuitBreakerConfig.custom()
            .slidingWindow(WINDOW, FEWEST_CALLS, COUNT_BASED)
            .failureRateThreshold(FAILURE_PERCENT)
            .waitDurationInOpenState(OPEN)
            .permittedNumberOfCallsInHalfOpenState(TRIALS)
            .recordResult(GuardParts::silence)
            .clock(new TickerClock(ticker))
            .build());
  }

  private static boolean silence(Object result) {
    return switch ((Reply) result) {
      case Reply.Unavailable _, Reply.InDoubt _ -> true;
      case Reply.Issued _, Reply.Refused _, Reply.Misconfigured _, Reply.Throttled _ -> false;
    };
  }

  /** Repeats by its result alone; Resilience4j's default would repeat after any exception too. */
  static <T> Retry retry(String name, Predicate<T> again) {
    return Retry.of(
        name,
        RetryConfig.<T>custom()
            .maxAttempts(TRIES)
            .intervalFunction(IntervalFunction.ofRandomized(BETWEEN_TRIES))
            .retryOnResult(again)
            .retryOnException(_ -> false)
            .build());
  }

  /** The ticker as a clock, so that a jump of the wall clock cannot hold a circuit open. */
  private static final class TickerClock extends Clock {
    private final LongSupplier ticker;

    TickerClock(LongSupplier ticker) {
      this.ticker = ticker;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(ticker.getAsLong());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
