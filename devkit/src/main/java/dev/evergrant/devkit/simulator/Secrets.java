package dev.evergrant.devkit.simulator;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes codes and refresh tokens. Thread-safe. */
final class Secrets {
  private final SecureRandom random = new SecureRandom();

  /** 32 bytes of chance, base64url. */
  String next() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
