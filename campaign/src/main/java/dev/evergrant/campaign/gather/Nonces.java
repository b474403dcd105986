package dev.evergrant.campaign.gather;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds every ciphertext that was ever written, in the database's files and its WAL: Tink begins
 * one with a 1 and the key's id, and then come the 12 bytes of the nonce. The same nonce before two
 * different ciphertexts is what must not be. Not thread-safe.
 */
final class Nonces {
  private static final int PREFIX = 5;
  private static final int NONCE = 12;
  private static final int BEGINNING = 16;
  private static final int PAGE = 8192;
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] prefix;
  private final Map<ByteBuffer, byte[]> seen = new HashMap<>();
  private final Set<String> repeated = new TreeSet<>();

  Nonces(int keyId) {
    prefix = ByteBuffer.allocate(PREFIX).put((byte) 1).putInt(keyId).array();
  }

  /** Reads a file's bytes. */
  void read(byte[] bytes) {
    int whole = PREFIX + NONCE + BEGINNING;
    for (int at = 0; at + whole <= bytes.length; at++) {
      // What a page ends in goes on behind the next one's head.
      if (matches(bytes, at) && at / PAGE == (at + whole) / PAGE) {
        byte[] nonce = Arrays.copyOfRange(bytes, at + PREFIX, at + PREFIX + NONCE);
        byte[] beginning = Arrays.copyOfRange(bytes, at + PREFIX + NONCE, at + whole);
        byte[] before = seen.putIfAbsent(ByteBuffer.wrap(nonce), beginning);
        if (before != null && !Arrays.equals(before, beginning)) {
          repeated.add("The nonce " + HEX.formatHex(nonce) + " was used twice.");
        }
      }
    }
  }

  private boolean matches(byte[] bytes, int at) {
    for (int i = 0; i < PREFIX; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** How many different ones there were. */
  int size() {
    return seen.size();
  }

  List<String> repeated() {
    return List.copyOf(repeated);
  }
}
