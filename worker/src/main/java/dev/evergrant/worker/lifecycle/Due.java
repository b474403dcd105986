package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claimed work: one question that is to be asked of a provider, and all that follows from it. */
public sealed interface Due {

  Claim claim();

  ConnectionId connection();

  Consent consent();

  /**
   * What all claims have.
   *
   * @param attempt its id, recorded before the call
   * @param at the database's time of the claim
   * @param nanos the same moment on the worker's monotonic clock
   * @param inDoubt an earlier attempt may have reached the provider, and its answer is lost
   * @param failures attempts since the last that got an answer
   * @param probe it was claimed to see whether a paused app's configuration works again
   * @param fingerprint of the secret that it spends, keyed, in hexadecimal; absent where the row is
   *     older than fingerprints
   */
  record Claim(
      UUID attempt,
      Instant at,
      long nanos,
      boolean inDoubt,
      int failures,
      boolean probe,
      @Nullable String fingerprint) {

    /** Without a fingerprint. */
    public Claim(
        UUID attempt, Instant at, long nanos, boolean inDoubt, int failures, boolean probe) {
      this(attempt, at, nanos, inDoubt, failures, probe, null);
    }

    /** The database's time at a later moment of the worker's monotonic clock. */
    public Instant timeAt(long laterNanos) {
      return at.plusNanos(laterNanos - nanos);
    }
  }

  /**
   * A code to exchange.
   *
   * @param id of the grant
   * @param deadline after it the code is not sent
   */
  record Grant(
      Claim claim,
      long id,
      ConnectionId connection,
      Consent consent,
      Question.Exchange question,
      Instant deadline)
      implements Due {}

  /**
   * A connection to refresh.
   *
   * @param version its version when claimed, the parent of the one to come
   * @param refreshToken absent where the provider issued none
   * @param issuedAt of the token set in hand
   */
  record Refresh(
      Claim claim,
      ConnectionId connection,
      long version,
      Consent consent,
      @Nullable Secret refreshToken,
      @Nullable String scope,
      Instant issuedAt,
      Instant expiresAt,
      @Nullable Instant reauthorizeBy)
      implements Due {}
}
