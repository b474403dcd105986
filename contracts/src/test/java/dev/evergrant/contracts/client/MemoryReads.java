package dev.evergrant.contracts.client;

import java.util.SplittableRandom;

/**
 * What one read costs where nobody can know in advance which it will be: the yardstick for all that
 * looks things up in memory. Each read says where the next one is, anywhere in half a gigabyte.
 */
final class MemoryReads {
  /** In a line of the processor's cache. */
  private static final int INTS = 16;

  private static final int LINES = 1 << 23;
  private static final int READS = 500_000;
  private static final int TURNS = 12;

  private MemoryReads() {}

  /** The least of some measurements. */
  static long nanos() {
    int[] next = path();
    long least = Long.MAX_VALUE;
    int place = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      long begun = System.nanoTime();
      for (int i = 0; i < READS; i++) {
        place = next[place];
      }
      least = Math.min(least, System.nanoTime() - begun);
    }
    if (place < 0) {
      throw new IllegalStateException("There is no such place.");
    }
    return least / READS;
  }

  /** One that visits every line once before it comes back (Sattolo's shuffle). */
  private static int[] path() {
    int[] next = new int[LINES * INTS];
    for (int line = 0; line < LINES; line++) {
      next[line * INTS] = line * INTS;
    }
    var random = new SplittableRandom(1);
    for (int line = LINES - 1; line > 0; line--) {
      int other = random.nextInt(line) * INTS;
      int place = next[line * INTS];
      next[line * INTS] = next[other];
      next[other] = place;
    }
    return next;
  }
}
