package dev.evergrant.worker.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks 1.0.0, "Delivery success and failure"</a>
 */
sealed interface Answer {
  /** The target has it. */
  record Taken() implements Answer {}

  /**
   * The target answered, and did not take this one. It may well take others, and this one when its
   * operator has repaired it.
   */
  record Refused(String problem) implements Answer {}

  /**
   * The target as a whole is away, or has too much to do.
   *
   * @param asked how long it asks to be left alone, where it says so
   */
  record Unavailable(String problem, @Nullable Duration asked) implements Answer {}

  /**
   * Reads a status. A redirect is not followed: what was signed for one address is not for another.
   *
   * @param asked the answer's {@code Retry-After}
   */
  static Answer of(int status, @Nullable Duration asked) {
    String problem = "status " + status;
    return switch (status) {
      case 408, 425, 429, 502, 503, 504 -> new Unavailable(problem, asked);
      default -> status >= 200 && status < 300 ? new Taken() : new Refused(problem);
    };
  }
}
