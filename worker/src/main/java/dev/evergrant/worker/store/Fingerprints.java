package dev.evergrant.worker.store;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed fingerprints (HMAC-SHA-256): tell whether two secrets are the same without keeping either.
 */
public final class Fingerprints {
  private static final String ALGORITHM = "HmacSHA256";
  private final SecretKeySpec key;

  Fingerprints(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The fingerprint of a connection's refresh token. */
  byte[] of(ConnectionId connection, Secret refreshToken) {
    return of(
        "refresh " + connection.app() + "/" + connection.environment(), refreshToken.reveal());
  }

  /** The fingerprint of a secret within a scope; the same secret elsewhere has another. */
  public byte[] of(String scope, String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(scope.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("Every JDK has HMAC-SHA-256", problem);
    }
  }
}
