package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;

/** A provider's token endpoint (RFC 6749 §3.2). Implementations are safe for any thread. */
public interface TokenEndpoint {

  /**
   * Asks once, and blocks until there is a reply or the profile's deadline has passed; meant for
   * virtual threads. Never repeats a call. A caller that is interrupted gets its answer at once,
   * with the interrupt still pending.
   *
   * @param latest in nanoseconds of the monotonic ticker: a request that has not begun to leave by
   *     then never does, wherever its process was paused
   */
  Answer ask(Profile provider, Credentials credentials, Question question, long latest);

  /**
   * A reply, and when it was asked for.
   *
   * @param sentNanos when the request began to be sent, in nanoseconds of the monotonic ticker; of
   *     an unsent one, when the call began. A token's expiry counts from here
   */
  record Answer(Reply reply, long sentNanos) {}
}
