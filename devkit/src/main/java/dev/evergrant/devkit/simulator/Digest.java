package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first 128 bits of a secret's SHA-256: enough to know it again, useless to anyone else, and
 * small enough to keep by the million.
 */
record Digest(long high, long low) {
  private static final HexFormat HEX = HexFormat.of();

  static Digest of(String secret) {
    var bytes = ByteBuffer.wrap(sha256(secret.getBytes(StandardCharsets.UTF_8)));
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  @JsonCreator
  static Digest parse(String hex) {
    return new Digest(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The first 16 hex digits, which the history shows. */
  String fingerprint() {
    return HEX.toHexDigits(high);
  }

  @JsonValue
  @Override
  public String toString() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }
}
