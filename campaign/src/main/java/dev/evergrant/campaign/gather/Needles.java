package dev.evergrant.campaign.gather;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for many texts in bytes, in one pass. Each is known by its last 16 bytes, whose hash is
 * rolled along: what all access tokens begin with says nothing.
 */
final class Needles {
  private static final int WINDOW = 16;
  private static final long BASE = 1_099_511_628_211L;

  private final Map<Long, byte[]> ends = new HashMap<>();
  private final long[] filter = new long[1 << 14];
  private final long leaving;

  /** Texts shorter than 16 bytes are left out. */
  Needles(Collection<String> texts) {
    long power = 1;
    for (int i = 1; i < WINDOW; i++) {
      power *= BASE;
    }
    leaving = power;
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= WINDOW) {
        long hash = hash(bytes, bytes.length - WINDOW);
        ends.put(hash, bytes);
        filter[slot(hash)] |= 1L << (hash & 63);
      }
    }
  }

  int size() {
    return ends.size();
  }

  /** The beginnings of those that are in it: enough to find them, of no use to anybody. */
  Set<String> in(byte[] hay) {
    Set<String> found = new TreeSet<>();
    if (hay.length < WINDOW || ends.isEmpty()) {
      return found;
    }
    long hash = hash(hay, 0);
    for (int from = 0; ; from++) {
      if ((filter[slot(hash)] & 1L << (hash & 63)) != 0) {
        byte[] needle = ends.get(hash);
        if (needle != null && endsAt(needle, hay, from)) {
          found.add(new String(needle, 0, 6, StandardCharsets.UTF_8) + "…");
        }
      }
      if (from + WINDOW >= hay.length) {
        return found;
      }
      hash = (hash - hay[from] * leaving) * BASE + hay[from + WINDOW];
    }
  }

  private static boolean endsAt(byte[] needle, byte[] hay, int from) {
    for (int i = 0; i < WINDOW; i++) {
      if (needle[needle.length - WINDOW + i] != hay[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static long hash(byte[] bytes, int from) {
    long hash = 0;
    for (int i = from; i < from + WINDOW; i++) {
      hash = hash * BASE + bytes[i];
    }
    return hash;
  }

  private int slot(long hash) {
    return (int) (hash >>> 40) & (filter.length - 1);
  }
}
