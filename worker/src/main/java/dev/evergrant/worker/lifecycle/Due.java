package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claimed work: one question that is to be asked of a provider, and all that follows from it. */
public sealed interface Due {

  Claim claim();

  ConnectionId connection();

  Consent consent();

  /** The same work, when it is known that no earlier holder can come back with an answer. */
  Due withoutHolder();

  /**
   * What all claims have.
   *
   * @param attempt its id, recorded before the call
   * @param at the database's time of the claim
   * @param nanos when its row had been read, on the worker's monotonic clock
   * @param took for how long it had been under way then: it may have been committed so much earlier
   * @param past what the attempts before it left behind
   * @param probe it was claimed to see whether a paused app works again
   * @param fingerprint of the secret that it spends, keyed, in hexadecimal; absent where the row is
   *     older than fingerprints
   */
  record Claim(
      UUID attempt,
      Instant at,
      long nanos,
      Duration took,
      Past past,
      boolean probe,
      @Nullable String fingerprint) {

    /** Read at once, and without a fingerprint. */
    public Claim(UUID attempt, Instant at, long nanos, Past past, boolean probe) {
      this(attempt, at, nanos, Duration.ZERO, past, probe, null);
    }

    /** An earlier attempt may have reached the provider, and its answer is lost. */
    public boolean inDoubt() {
      return past.doubtSince() != null;
    }

    /** An answer that we lost explains a refusal, and the user has done nothing. */
    public boolean explainsRefusal() {
      return inDoubt() || past.shadowed();
    }

    /** Its very secret was sent before by a worker of which nothing was heard since. */
    public boolean unheard() {
      return past.unheardSince() != null;
    }

    /** Attempts since the last that got an answer. */
    public int failures() {
      return past.failures();
    }

    Claim withoutHolder() {
      return new Claim(attempt, at, nanos, took, past.withoutHolder(), probe, fingerprint);
    }

    /**
     * When it will be so old on the worker's monotonic clock, at the earliest: a worker may have
     * been paused before it read what it had claimed.
     */
    public long nanosAt(Duration age) {
      return nanos - took.toNanos() + age.toNanos();
    }

    /**
     * The database's time at a later moment of the worker's monotonic clock, or somewhat earlier:
     * what expires is then taken to expire too early rather than too late.
     */
    public Instant timeAt(long laterNanos) {
      return at.plusNanos(laterNanos - nanos);
    }
  }

  /**
   * What the attempts before this one left behind.
   *
   * @param doubtSince when the first attempt began that may have reached the provider and whose
   *     answer is lost, or, of a code, when it was taken in; null where there is none
   * @param holder the worker that it was taken from when its lease had ended, if that one may still
   *     be alive, and so come back with the answer
   * @param failures attempts since the last that got an answer
   * @param refusals how often in a row the provider has refused, and was not believed
   * @param unheardSince when that worker had claimed it, of which nothing was heard since and which
   *     may have sent the very secret; of a code, when it was taken in; null where there was none
   * @param shadowed a worker of which nothing was heard had sent the very code or refresh token
   *     that the present one was issued for: acting on that late, the provider takes it for a reuse
   */
  record Past(
      @Nullable Instant doubtSince,
      @Nullable Integer holder,
      int failures,
      int refusals,
      @Nullable Instant unheardSince,
      boolean shadowed) {

    /** Where every worker that sent the secret or its parent has been heard of. */
    public Past(
        @Nullable Instant doubtSince, @Nullable Integer holder, int failures, int refusals) {
      this(doubtSince, holder, failures, refusals, null, false);
    }

    Past withoutHolder() {
      return new Past(doubtSince, null, failures, refusals, unheardSince, shadowed);
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
      implements Due {
    @Override
    public Grant withoutHolder() {
      return new Grant(claim.withoutHolder(), id, connection, consent, question, deadline);
    }
  }

  /**
   * A connection to refresh.
   *
   * @param version its version when claimed, the parent of the one to come
   * @param refreshToken the one to spend; absent where the provider issued none
   * @param trying the quarantined token set that the refresh token is taken from; null where it is
   *     the connection's own
   * @param issuedAt of the token set in hand
   */
  record Refresh(
      Claim claim,
      ConnectionId connection,
      long version,
      Consent consent,
      @Nullable Secret refreshToken,
      @Nullable Long trying,
      @Nullable String scope,
      Instant issuedAt,
      Instant expiresAt,
      @Nullable Instant reauthorizeBy)
      implements Due {
    @Override
    public Refresh withoutHolder() {
      return new Refresh(
          claim.withoutHolder(),
          connection,
          version,
          consent,
          refreshToken,
          trying,
          scope,
          issuedAt,
          expiresAt,
          reauthorizeBy);
    }
  }
}
