package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Secret;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * Posts a form once, within a hard deadline, and knows afterwards whether the provider can have
 * seen it (failure model, R1). Safe for any thread. Never throws for what the network or the
 * provider does; problems are its own words and names of exception classes, never their messages,
 * which may quote a request or an answer.
 */
public final class FormClient implements AutoCloseable {

  /** A token answer takes a few KiB; more than this is not one. */
  static final int LONGEST_ANSWER = 256 * 1024;

  private static final Duration A_MOMENT = Duration.ofMillis(100);

  /** What became of one request. */
  sealed interface Outcome {
    /** An answer came, which may still be unreadable. */
    record Answered(HttpAnswer answer, long sentNanos) implements Outcome {}

    /** Certainly not sent. */
    record NotSent(String problem, long sentNanos) implements Outcome {}

    /**
     * Sent in part at least, and no answer.
     *
     * @param hungUp the other side broke it off, so that it is not busy with it any more
     */
    record Unanswered(String problem, boolean hungUp, long sentNanos) implements Outcome {}
  }

  private final CloseableHttpClient http;
  private final LongSupplier ticker;
  private final ExecutorService threads;

  /**
   * @param calls how many may be under way at once, over all providers: the sum of the guards'
   *     limits, so that the connection pool never makes an admitted call wait
   * @param ticker monotonic nanoseconds, {@code System::nanoTime}
   */
  public FormClient(int calls, LongSupplier ticker) {
    QuietHttpLogs.install();
    this.http = SecretiveHttp.client(calls);
    this.ticker = ticker;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("provider-", 0).factory());
  }

  /**
   * @param deadline from now to the last byte of the answer, however slowly it drips
   */
  Outcome post(FormRequest form, Duration deadline) {
    return post(form, deadline, ticker.getAsLong() + deadline.toNanos());
  }

  /**
   * @param deadline from now to the last byte of the answer, however slowly it drips; a tenth of a
   *     second more is given to what is there already
   * @param latest in the ticker's nanoseconds; the body does not leave later, nor after the
   *     deadline
   */
  Outcome post(FormRequest form, Duration deadline, long latest) {
    long end = ticker.getAsLong() + deadline.toNanos();
    var body = new OnceOnlyForm(form.form(), ticker, end - latest > 0 ? latest : end);
    var request = request(form, body, deadline);
    try {
      return inTime(threads.submit(() -> exchange(request, body)), deadline);
    } catch (TimeoutException e) {
      return abandon(request, body, "no answer within " + deadline.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return abandon(request, body, "interrupted");
    } catch (Exception e) {
      return failed(body, e);
    }
  }

  /**
   * If the process was paused, the deadline may be over and the answer be there, unread: it is
   * given a moment, as nothing is worse than to throw away what has come.
   */
  static Outcome inTime(Future<Outcome> call, Duration deadline) throws Exception {
    try {
      return patient(deadline).executeFutureSupplier(() -> call);
    } catch (TimeoutException late) {
      return patient(A_MOMENT).executeFutureSupplier(() -> call);
    }
  }

  private static TimeLimiter patient(Duration limit) {
    return TimeLimiter.of(
        TimeLimiterConfig.custom().timeoutDuration(limit).cancelRunningFuture(false).build());
  }

  private static HttpPost request(FormRequest form, OnceOnlyForm body, Duration deadline) {
    var request = new HttpPost(form.url());
    request.setEntity(body);
    request.setHeader(HttpHeaders.ACCEPT, "application/json");
    // Without this header any coding is acceptable (RFC 9110 §12.5.3), and we decode none.
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    Secret authorization = form.authorization();
    if (authorization != null) {
      request.setHeader(HttpHeaders.AUTHORIZATION, authorization.reveal());
    }
    var patience = Timeout.of(deadline);
    request.setConfig(
        RequestConfig.copy(SecretiveHttp.REQUESTS)
            .setConnectionRequestTimeout(patience)
            .setResponseTimeout(patience)
            .build());
    return request;
  }

  private Outcome exchange(HttpPost request, OnceOnlyForm body) {
    ClassicHttpResponse response = null;
    try {
      response = http.executeOpen(null, request, null);
      return read(response, body);
    } catch (IOException | RuntimeException e) {
      // Also what the client throws as unchecked, a closed pool for one: a caller that has spent a
      // secret must hear whether it left, not that we stumbled.
      return failed(body, e);
    } finally {
      // Quietly: a connection that fails to close must not cost us the tokens it brought.
      Closer.closeQuietly(response);
    }
  }

  private static Outcome read(ClassicHttpResponse response, OnceOnlyForm body) throws IOException {
    var answer = HttpAnswer.of(response, LONGEST_ANSWER);
    return answer == null
        ? new Outcome.Unanswered("answer longer than 256 KiB", true, body.sentNanos())
        : new Outcome.Answered(answer, body.sentNanos());
  }

  /** Leaves a call that may still be running; calling it off first makes the verdict final. */
  private static Outcome abandon(HttpPost request, OnceOnlyForm body, String problem) {
    var outcome = unfinished(body, problem, false);
    request.cancel();
    return outcome;
  }

  private static Outcome failed(OnceOnlyForm body, Exception e) {
    boolean hungUp = e instanceof IOException && !(e instanceof InterruptedIOException);
    return unfinished(body, e.getClass().getSimpleName(), hungUp);
  }

  private static Outcome unfinished(OnceOnlyForm body, String problem, boolean hungUp) {
    return body.callOff()
        ? new Outcome.NotSent("not sent: " + problem, body.sentNanos())
        : new Outcome.Unanswered("sent, then " + problem, hungUp, body.sentNanos());
  }

  /** Ends at once; calls under way end as they would when their connection broke. */
  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
    threads.shutdownNow();
  }
}
