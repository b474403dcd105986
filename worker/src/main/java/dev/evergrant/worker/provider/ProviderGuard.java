package dev.evergrant.worker.provider;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.evergrant.worker.lifecycle.Profile.Limits;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.provider.TokenEndpoint.Answer;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps one app's environment from asking its provider too much, too often, or in vain. Room is
 * taken before work is claimed, so that nothing is claimed that cannot be asked now:
 *
 * <pre>{@code
 * int room = guard.admit(wanted);
 * var claimed = claim(room);
 * guard.settle(room, claimed.size());
 * claimed.forEach(one -> … guard.ask(() -> endpoint.ask(…)) …);
 * }</pre>
 *
 * Every admitted call must be asked or given back, once; else its room is lost for good. Safe for
 * any thread.
 */
public final class ProviderGuard {

  private final String name;
  private final long repeatNanos;
  private final LongSupplier ticker;
  private final Bulkhead bulkhead;
  private final RateLimiter rate;
  private final CircuitBreaker circuit;
  private final Retry retry;

  /**
   * @param name the credentials' name
   * @param ticker monotonic nanoseconds, {@code System::nanoTime}; the only clock here
   */
  public ProviderGuard(String name, Limits limits, LongSupplier ticker) {
    this.name = name;
    this.repeatNanos = limits.deadline().toNanos() / 2;
    this.ticker = ticker;
    this.bulkhead = GuardParts.bulkhead(name, limits);
    this.rate = GuardParts.rateLimiter(name, limits, ticker);
    this.circuit = GuardParts.circuitBreaker(name, ticker);
    this.retry = GuardParts.retry(name, Try::again);
  }

  public String name() {
    return name;
  }

  /**
   * Takes room for up to {@code wanted} calls and says for how many; never waits. None while the
   * circuit is open, a few while it is half open. The rate is only looked at here and used by
   * {@link #settle}: room that turns out not to be needed must not use it up.
   */
  public int admit(int wanted) {
    int most = Math.min(wanted, availableRate());
    int admitted = 0;
    while (admitted < most && admitOne()) {
      admitted++;
    }
    return admitted;
  }

  private boolean admitOne() {
    if (!bulkhead.tryAcquirePermission()) {
      return false;
    }
    if (!circuit.tryAcquirePermission()) {
      bulkhead.releasePermission();
      return false;
    }
    return true;
  }

  /**
   * Says how much of what {@link #admit} took is used: so much of the rate is spent, and the rest
   * of the room is given back. One thread admits and settles, so the rate that it saw is still
   * there.
   */
  public void settle(int admitted, int used) {
    if (used > 0) {
      rate.acquirePermission(used);
    }
    giveBack(admitted - used);
  }

  /** Gives back room that {@link #admit} took and nobody needs. */
  public void giveBack(int unused) {
    for (int i = 0; i < unused; i++) {
      circuit.releasePermission();
      bulkhead.releasePermission();
    }
  }

  /**
   * Makes one admitted call, and repeats it up to twice, shortly after, while it was certainly not
   * sent. What may have been sent is never repeated here, and neither is what threw: it would spend
   * a single-use secret twice. No repeat begins after half the deadline, so the whole takes less
   * than twice the deadline (failure model, R9).
   */
  public Answer ask(Supplier<Answer> call) {
    boolean heard = false;
    try {
      long began = ticker.getAsLong();
      var answer = repeated(call, began);
      circuit.onResult(ticker.getAsLong() - began, NANOSECONDS, answer.reply());
      heard = true;
      return answer;
    } finally {
      if (!heard) {
        // A bug of ours is no evidence about the provider.
        circuit.releasePermission();
      }
      bulkhead.onComplete();
    }
  }

  private Answer repeated(Supplier<Answer> call, long began) {
    try {
      return retry.executeSupplier(() -> attempt(call, began)).answer();
    } catch (CancellationException e) {
      // Interrupted between two tries, and only an unsent call has a second one.
      return new Answer(new Reply.Unavailable("interrupted between tries"), began);
    }
  }

  private Try attempt(Supplier<Answer> call, long began) {
    var answer = call.get();
    boolean unsent = answer.reply() instanceof Reply.Unavailable;
    return new Try(answer, unsent && ticker.getAsLong() - began < repeatNanos);
  }

  private record Try(Answer answer, boolean again) {}

  public CircuitBreaker.State state() {
    return circuit.getState();
  }

  /** How many more calls may be under way at once. */
  public int availableCalls() {
    return bulkhead.getMetrics().getAvailableConcurrentCalls();
  }

  /** How many more calls the rate allows at this moment. */
  public int availableRate() {
    return Math.max(0, rate.getMetrics().getAvailablePermissions());
  }
}
