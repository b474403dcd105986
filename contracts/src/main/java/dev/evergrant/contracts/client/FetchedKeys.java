package dev.evergrant.contracts.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keys that the worker serves; asked for by at most one request at a time. */
final class FetchedKeys extends WorkerKeys {
  /** The worker takes the key before its newest for far longer than this. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final URI url;
  private final HttpClient http;
  private final InstantSource clock;
  private @Nullable Fetched last;
  private @Nullable CompletableFuture<Sealer> underWay;

  private record Fetched(Sealer sealer, Instant at) {}

  FetchedKeys(URI url, HttpClient http, InstantSource clock) {
    this.url = url;
    this.http = http;
    this.clock = clock;
  }

  @Override
  synchronized CompletableFuture<Sealer> newest() {
    Fetched known = last;
    if (known != null && clock.instant().isBefore(known.at().plus(FRESH))) {
      return CompletableFuture.completedFuture(known.sealer());
    }
    if (underWay == null || underWay.isDone()) {
      underWay = fetch().handle((fetched, problem) -> take(fetched, problem));
    }
    return underWay;
  }

  private synchronized Sealer take(@Nullable Sealer fetched, @Nullable Throwable problem) {
    if (fetched != null) {
      last = new Fetched(fetched, clock.instant());
      return fetched;
    }
    if (last != null) {
      return last.sealer();
    }
    throw new NotPublished(
        "The worker's public keys cannot be fetched from %s (%s): is the address right?"
            .formatted(url, why(problem)));
  }

  private static String why(@Nullable Throwable problem) {
    Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
    return cause instanceof IllegalArgumentException told
        ? String.valueOf(told.getMessage())
        : cause == null ? "no answer" : cause.getClass().getSimpleName();
  }

  private CompletableFuture<Sealer> fetch() {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    // The request's own timeout ends with the answer's headers.
    return http.sendAsync(request, BodyHandlers.ofString())
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(FetchedKeys::read);
  }

  private static Sealer read(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      throw new IllegalArgumentException("it answered " + answer.statusCode());
    }
    return Sealer.parse(answer.body());
  }
}
