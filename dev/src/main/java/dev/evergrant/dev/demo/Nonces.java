package dev.evergrant.dev.demo;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Texts that nobody can guess, if the source of chance is a secure one. */
record Nonces(RandomGenerator random) {
  private static final int BYTES = 32;

  /** 43 characters of base64url: 256 bits, and by its length a PKCE verifier (RFC 7636 §4.1). */
  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
