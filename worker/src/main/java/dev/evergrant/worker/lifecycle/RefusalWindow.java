package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * What the provider said of one app environment's refresh tokens in the last five minutes, counted
 * in steps of ten seconds. Users leave one by one; when unusually many seem to leave together, it
 * is the provider that is ill. A connection counts with its first refusal only, and not at all if
 * it was expected or if an answer that we lost explains it. Safe for any thread.
 */
public final class RefusalWindow {
  private static final int FEWEST = 10;
  private static final double SHARE = 0.3;
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final int STEPS = 30;

  private final long[] step = new long[STEPS];
  private final int[] issued = new int[STEPS];
  private final int[] refused = new int[STEPS];

  /** Notes an answer, at the database's time. Only the provider's word on the token counts. */
  public synchronized void heard(Due.Refresh due, App app, Reply reply, Instant now) {
    switch (reply) {
      case Reply.Issued _ -> issued[at(now)]++;
      case Reply.Refused _ -> {
        if (due.claim().past().refusals() == 0
            && Verdict.why(due, app, now) == Reason.PROVIDER_REVOKED) {
          refused[at(now)]++;
        }
      }
      case Reply.Misconfigured _, Reply.Throttled _, Reply.Unavailable _, Reply.InDoubt _ -> {}
    }
  }

  /** Whether at least ten connections, and three of ten that were answered, have been refused. */
  public synchronized boolean unusual(Instant now) {
    long newest = number(now);
    int yes = 0;
    int no = 0;
    for (int i = 0; i < STEPS; i++) {
      if (step[i] > newest - STEPS) {
        yes += issued[i];
        no += refused[i];
      }
    }
    return no >= FEWEST && no >= SHARE * (yes + no);
  }

  /** Forgets all, so that what explained itself is not held against the provider once more. */
  public synchronized void restart() {
    Arrays.fill(step, Long.MIN_VALUE);
  }

  private int at(Instant now) {
    long number = number(now);
    int i = Math.floorMod(number, STEPS);
    if (step[i] != number) {
      step[i] = number;
      issued[i] = 0;
      refused[i] = 0;
    }
    return i;
  }

  private static long number(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
  }
}
