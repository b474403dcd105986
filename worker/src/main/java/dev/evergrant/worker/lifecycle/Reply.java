package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A provider's answer, or the lack of one, classified. */
public sealed interface Reply {

  /** What to call it in metrics and in a connection's history. */
  String word();

  /** A token set. */
  record Issued(TokenReply tokens) implements Reply {
    @Override
    public String word() {
      return "issued";
    }
  }

  /**
   * This code or refresh token is dead.
   *
   * @param error the provider's error code; it is the provider's text, but never holds a secret
   */
  record Refused(String error) implements Reply {
    @Override
    public String word() {
      return "refused";
    }
  }

  /** The provider does not accept the app's own configuration; the connection is not to blame. */
  record Misconfigured(String error) implements Reply {
    @Override
    public String word() {
      return "misconfigured";
    }
  }

  /**
   * Asked too much or too early.
   *
   * @param retryAfter how long to wait, where the provider says so
   */
  record Throttled(@Nullable Duration retryAfter) implements Reply {
    @Override
    public String word() {
      return "throttled";
    }
  }

  /** Certainly not sent: name resolution, connect, TLS, an open circuit, a limiter. */
  record Unavailable(String problem) implements Reply {
    @Override
    public String word() {
      return "unavailable";
    }
  }

  /**
   * Sent, but whether the provider acted on it is unknown.
   *
   * @param over whether it has said something or hung up: then it is done with the request, and
   *     else it may still be about to act on it
   */
  record InDoubt(String problem, boolean over) implements Reply {
    @Override
    public String word() {
      return "in_doubt";
    }
  }
}
