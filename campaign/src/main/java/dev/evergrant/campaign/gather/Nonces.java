package dev.evergrant.campaign.gather;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ciphertexts by their nonce. Tink begins a ciphertext with a 1 and the key's id, and then come the
 * 12 bytes of the nonce. The same key and nonce before two different ciphertexts is what must not
 * be. Thread-safe.
 */
final class Nonces {
  private static final int HEAD = 1 + 4 + 12;
  private static final HexFormat HEX = HexFormat.of();

  private final Map<String, byte[]> seen = new HashMap<>();
  private final Set<String> repeated = new TreeSet<>();

  /** Takes a ciphertext into account. */
  synchronized void add(byte[] ciphertext) {
    String head = HEX.formatHex(ciphertext, 0, HEAD);
    byte[] before = seen.putIfAbsent(head, ciphertext);
    if (before != null && !Arrays.equals(before, ciphertext)) {
      repeated.add("The key and nonce " + head + " were used twice.");
    }
  }

  /** How many different ciphertexts there were. */
  synchronized int size() {
    return seen.size();
  }

  synchronized List<String> repeated() {
    return List.copyOf(repeated);
  }
}
