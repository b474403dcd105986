package dev.evergrant.contracts.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * The worker's public keys, to which codes and verifiers are encrypted on their way: given, as
 * {@code ./evergrant keys} prints them, or fetched from where its pages serve them. Safe for any
 * thread.
 */
public abstract sealed class WorkerKeys permits GivenKeys, FetchedKeys {
  WorkerKeys() {}

  /**
   * Keys that stay the same as long as the program runs.
   *
   * @param json one public RSA or EC key as a JWK, or a set of them with the newest first
   * @throws IllegalArgumentException if it is anything else
   */
  public static WorkerKeys of(String json) {
    return new GivenKeys(Sealer.parse(json));
  }

  /**
   * Keys that follow the worker's: fetched when first needed, and again after ten minutes. While
   * that fails, the last ones are used. Whoever can answer in the worker's place can read the
   * codes, so use https, or a network that you trust.
   *
   * @param url such as {@code https://evergrant.example/.well-known/jwks.json}
   */
  public static WorkerKeys at(URI url) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    return new FetchedKeys(url, http, InstantSource.system());
  }

  /** The newest key; the future never waits for long. */
  abstract CompletableFuture<Sealer> newest();
}
