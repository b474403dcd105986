package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Secret;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * Reads claims where they are, and asks user-info endpoints over HTTP, with connections of its own:
 * the token endpoint never waits for them. Safe for any thread. Problems are its own words and
 * names of exception classes, never their messages, which may quote a request or an answer.
 */
public final class HttpIdentity implements IdentityEndpoint, AutoCloseable {

  private final CloseableHttpClient http;
  private final ExecutorService threads;
  private final InstantSource clock;

  /**
   * @param calls how many may be under way at once, over all providers
   * @param clock only for a {@code Retry-After} that names a moment
   */
  public HttpIdentity(int calls, InstantSource clock) {
    QuietHttpLogs.install();
    this.http = SecretiveHttp.client(calls);
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("identity-", 0).factory());
    this.clock = clock;
  }

  @Override
  public Answer ask(Identity identity, Secret accessToken, Duration deadline) {
    return switch (identity) {
      case Identity.Claims(var pointers) -> IdentityReply.readClaims(accessToken, pointers);
      case Identity.UserInfo(var url, var pointers) -> get(url, accessToken, pointers, deadline);
    };
  }

  private Answer get(URI url, Secret accessToken, Identity.Pointers pointers, Duration deadline) {
    var request = request(url, accessToken, deadline);
    try {
      return TimeLimiter.of(deadline)
          .executeFutureSupplier(() -> threads.submit(() -> exchange(request, pointers)));
    } catch (TimeoutException e) {
      request.cancel();
      return unanswered("There was no answer within " + deadline.toMillis() + " ms.");
    } catch (InterruptedException e) {
      request.cancel();
      Thread.currentThread().interrupt();
      return unanswered("The worker stopped.");
    } catch (Exception e) {
      request.cancel();
      return failed(e);
    }
  }

  private static HttpGet request(URI url, Secret accessToken, Duration deadline) {
    var request = new HttpGet(url);
    request.setHeader(HttpHeaders.ACCEPT, "application/json");
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken.reveal());
    var patience = Timeout.of(deadline);
    request.setConfig(
        RequestConfig.copy(SecretiveHttp.REQUESTS)
            .setConnectionRequestTimeout(patience)
            .setResponseTimeout(patience)
            .build());
    return request;
  }

  private Answer exchange(HttpGet request, Identity.Pointers pointers) {
    ClassicHttpResponse response = null;
    try {
      response = http.executeOpen(null, request, null);
      var answer = HttpAnswer.of(response, FormClient.LONGEST_ANSWER);
      return answer == null
          ? unanswered("The answer was longer than 256 KiB.")
          : IdentityReply.read(answer, pointers, clock.instant());
    } catch (IOException | RuntimeException e) {
      return failed(e);
    } finally {
      Closer.closeQuietly(response);
    }
  }

  private static Answer failed(Exception e) {
    return unanswered("The call failed: " + e.getClass().getSimpleName() + ".");
  }

  private static Answer unanswered(String problem) {
    return new Answer.NotNow(problem, null);
  }

  /** Ends at once. */
  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
    threads.shutdownNow();
  }
}
