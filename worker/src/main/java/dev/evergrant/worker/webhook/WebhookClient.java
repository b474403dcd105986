package dev.evergrant.worker.webhook;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.worker.provider.QuietHttpLogs;
import dev.evergrant.worker.provider.RetryAfter;
import dev.evergrant.worker.provider.SecretiveHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;

/**
 * Posts an alert once, within a hard deadline. Of the answer it reads the status and one header:
 * what else the target says is not kept, nor waited for. Problems are its own words and names of
 * exception classes, as messages may show the address, which may be a secret. Safe for any thread.
 */
public final class WebhookClient implements AutoCloseable {
  /** Standard Webhooks 1.0.0, "Request timeouts", recommends 15 to 30 s. */
  public static final Duration DEADLINE = Duration.ofSeconds(15);

  private static final ContentType ENVELOPE = ContentType.parse(CloudEventCodec.ENVELOPE_TYPE);

  private final CloseableHttpClient http;
  private final Duration deadline;
  private final ExecutorService threads;

  /**
   * @param calls how many may be under way at once: the number of targets, so that none waits for
   *     another's connection
   * @param deadline from the start to the answer's headers, however slowly they drip
   */
  public WebhookClient(int calls, Duration deadline) {
    QuietHttpLogs.install();
    this.http = SecretiveHttp.client(Math.max(1, calls));
    this.deadline = deadline;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-call-", 0).factory());
  }

  /**
   * Posts an envelope.
   *
   * @param now for a {@code Retry-After} that is a date
   */
  Answer post(URI url, Map<String, String> headers, byte[] body, Instant now) {
    HttpPost request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, ENVELOPE));
    Future<Answer> answer = threads.submit(() -> exchange(request, now));
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      request.cancel();
      return unavailable("no answer within " + deadline.toSeconds() + " s");
    } catch (InterruptedException e) {
      request.cancel();
      Thread.currentThread().interrupt();
      return unavailable("interrupted");
    } catch (ExecutionException bug) {
      throw new IllegalStateException("A call broke down", bug);
    }
  }

  private Answer exchange(HttpPost request, Instant now) {
    ClassicHttpResponse response = null;
    try {
      response = http.executeOpen(null, request, null);
      var retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
      return Answer.of(
          response.getCode(),
          retryAfter == null ? null : RetryAfter.read(retryAfter.getValue(), now));
    } catch (IOException | RuntimeException e) {
      // Also what the client throws as unchecked, a closed pool for one.
      return unavailable(e.getClass().getSimpleName());
    } finally {
      // Cancelled first, or closing would read the body to its end.
      request.cancel();
      Closer.closeQuietly(response);
    }
  }

  private static Answer unavailable(String problem) {
    return new Answer.Unavailable(problem, null);
  }

  /** Ends at once; calls under way end as they would when their connection broke. */
  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
    threads.shutdownNow();
  }
}
