package dev.evergrant.dev.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/**
 * A user who has been sent to the provider and is not back yet.
 *
 * @param session the browser that was sent; only it may come back
 * @param verifier of PKCE; it stays on this side until it is published with the code
 * @param endsAt when the state is worth nothing any more
 */
record PendingAuthorization(
    String session, String environment, String subject, String verifier, Instant endsAt) {

  /** The S256 challenge (RFC 7636 §4.2). */
  String challenge() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This JVM has no SHA-256.", missing);
    }
  }

  /** Leaves session and verifier out. */
  @Override
  public String toString() {
    return "PendingAuthorization[" + environment + "/" + subject + "]";
  }
}
