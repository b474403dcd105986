package dev.evergrant.worker.provider;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider tells who is behind an access token. Implementations are safe for any thread.
 */
public interface IdentityEndpoint {

  /**
   * Asks once, and blocks for no longer than the deadline. Asking spends nothing and may be
   * repeated. A caller that is interrupted gets its answer at once, with the interrupt still
   * pending.
   */
  Answer ask(Identity identity, Secret accessToken, Duration deadline);

  /** What became of it. The sentences are ours and quote no answer. */
  sealed interface Answer {
    /** The word for metrics. */
    String word();

    /** As much as the provider tells, which may be nothing. */
    record Told(User user) implements Answer {
      @Override
      public String word() {
        return "told";
      }
    }

    /** Another time perhaps: an outage, or too many requests. */
    record NotNow(String problem, @Nullable Duration retryAfter) implements Answer {
      @Override
      public String word() {
        return "not_now";
      }
    }

    /** This token will not be told: its scope does not reach so far, or our profile is wrong. */
    record Refused(String problem) implements Answer {
      @Override
      public String word() {
        return "refused";
      }
    }
  }
}
