package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What went between workers and the provider: each request, and each secret that was seen.
 * Thread-safe.
 */
public final class Wire {
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  /** A tap on a connection of that worker's. */
  Tap tap(int slot) {
    return new HttpTap(slot, this);
  }

  void add(Request request) {
    requests.add(request);
  }

  /** Notes a secret that must be found nowhere. */
  public void secret(String secret) {
    secrets.add(secret);
  }

  /** The requests that have ended. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Codes, refresh tokens, and access tokens. */
  public Set<String> secrets() {
    return Set.copyOf(secrets);
  }

  /** As the simulator's history writes it. */
  public static String fingerprint(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
