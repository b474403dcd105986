package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a provider's reply. Nothing here is sent, stored or published: a decision is
 * data, and the same arguments always give the same one.
 */
public final class Lifecycle {
  /** How often one row of a paused app is asked about, to see whether it works again. */
  public static final Duration PROBE_EVERY = Duration.ofSeconds(10);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT_OF_A_CODE = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT_OF_A_REFRESH = Duration.ofMinutes(5);

  private Lifecycle() {}

  /**
   * Decides.
   *
   * @param app that the work belongs to
   * @param sentAt the database's time when the request was sent
   * @param now the database's time of the reply
   * @param unusual whether so many of these credentials' refresh tokens are refused that the
   *     provider is not believed; see {@link RefusalWindow}
   * @param chance in [0, 1), spreads retries
   */
  public static Decision after(
      Due due, App app, Reply reply, Instant sentAt, Instant now, boolean unusual, double chance) {
    return switch (due) {
      case Due.Grant grant -> afterExchange(grant, app, reply, sentAt, now, chance);
      case Due.Refresh refresh -> afterRefresh(refresh, app, reply, sentAt, now, unusual, chance);
    };
  }

  private static Decision afterExchange(
      Due.Grant grant, App app, Reply reply, Instant sentAt, Instant now, double chance) {
    Due.Claim claim = grant.claim();
    return switch (reply) {
      case Reply.Issued(TokenReply tokens) ->
          new Decision.Store(
              tokenSet(grant.connection(), grant.consent(), app, tokens, null, null, sentAt));
      case Reply.Refused(String error) ->
          new Decision.End(
              claim.inDoubt() ? Reason.LOST_IN_FLIGHT : Reason.PROVIDER_REVOKED, error);
      case Reply.Misconfigured(String error) -> paused(claim, error, now);
      case Reply.Throttled(Duration retryAfter) ->
          throttled(claim, now.plus(spread(orSpacing(retryAfter, app), chance)));
      case Reply.Unavailable(String problem) ->
          unavailable(claim, now.plus(backoff(claim, LONGEST_WAIT_OF_A_CODE, chance)), problem);
      case Reply.InDoubt(String problem, boolean over) ->
          // This attempt saw its own failure, so nobody can still come back with its answer: the
          // code may be sent again. If it was spent, the refusal will say lost in flight.
          inDoubt(
              grant,
              Resend.wait(grant, app, over, now, backoff(claim, LONGEST_WAIT_OF_A_CODE, chance)),
              now,
              problem);
    };
  }

  private static Decision afterRefresh(
      Due.Refresh due,
      App app,
      Reply reply,
      Instant sentAt,
      Instant now,
      boolean unusual,
      double chance) {
    Due.Claim claim = due.claim();
    return switch (reply) {
      case Reply.Issued(TokenReply tokens) ->
          new Decision.Store(
              tokenSet(
                  due.connection(),
                  due.consent(),
                  app,
                  tokens,
                  due.refreshToken(),
                  due.scope(),
                  sentAt));
      case Reply.Refused(String error) -> Verdict.on(due, app, error, now, unusual);
      case Reply.Misconfigured(String error) -> paused(claim, error, now);
      case Reply.Throttled(Duration retryAfter) ->
          throttled(claim, now.plus(spread(orSpacing(retryAfter, app), chance)));
      case Reply.Unavailable(String problem) ->
          unavailable(
              claim,
              now.plus(
                  Resend.wait(due, app, now, backoff(claim, LONGEST_WAIT_OF_A_REFRESH, chance))),
              problem);
      case Reply.InDoubt(String problem, boolean over) ->
          inDoubt(
              due,
              Resend.wait(due, app, over, now, backoff(claim, LONGEST_WAIT_OF_A_REFRESH, chance)),
              now,
              problem);
    };
  }

  /** Asking too early says nothing about the grant or connection, so its count stays. */
  private static Decision throttled(Due.Claim claim, Instant dueAt) {
    return new Decision.Later(
        dueAt, claim.inDoubt(), claim.failures(), "The provider asks for fewer requests.");
  }

  /** What was not sent changes nothing but the pace. */
  private static Decision unavailable(Due.Claim claim, Instant dueAt, String problem) {
    return new Decision.Later(dueAt, claim.inDoubt(), claim.failures() + 1, problem);
  }

  private static Decision inDoubt(Due due, Duration wait, Instant now, String problem) {
    return new Decision.Later(now.plus(wait), true, due.claim().failures() + 1, problem);
  }

  /**
   * A provider that issued no refresh token cannot be asked: the connection ends with its tokens.
   */
  public static Decision withoutRefreshToken() {
    return new Decision.End(Reason.REFRESH_TOKEN_EXPIRED, "no_refresh_token");
  }

  /** A claimed row that was not asked about after all; nobody is to blame and nothing was sent. */
  public static Decision notAsked(Due due, Instant dueAt, String problem) {
    return new Decision.Later(dueAt, due.claim().inDoubt(), due.claim().failures(), problem);
  }

  private static TokenSet tokenSet(
      ConnectionId connection,
      Consent consent,
      App app,
      TokenReply reply,
      @Nullable Secret oldRefreshToken,
      @Nullable String oldScope,
      Instant sentAt) {
    Profile profile = app.provider();
    Duration life = reply.expiresIn() == null ? profile.accessTokenLifetime() : reply.expiresIn();
    Instant expiresAt = sentAt.plus(life).minus(Schedule.margin(life));
    // RFC 6749 §6: a reply without a refresh token leaves the old one in force.
    Secret refreshToken = reply.refreshToken() == null ? oldRefreshToken : reply.refreshToken();
    String scope = reply.scope() == null ? oldScope : reply.scope();
    return new TokenSet(
        reply.accessToken(),
        refreshToken,
        reply.tokenType(),
        scope == null ? consent.scope() : scope,
        sentAt,
        expiresAt,
        refreshToken == null ? expiresAt : Schedule.dueAt(connection, sentAt, life, profile),
        refreshToken == null ? expiresAt : Schedule.floorAt(sentAt, life, profile),
        null);
  }

  /** The row waits for the probe's word; it is not to blame, so its count stays. */
  private static Decision paused(Due.Claim claim, String error, Instant now) {
    return new Decision.Later(
        now.plus(PROBE_EVERY),
        claim.inDoubt(),
        claim.failures(),
        "The provider refuses the app's configuration: " + error + ".");
  }

  /** Never at once, even if the provider's clock is behind and its date is in the past for us. */
  private static Duration orSpacing(@Nullable Duration retryAfter, App app) {
    Duration wait = retryAfter == null ? app.provider().mintSpacing() : retryAfter;
    return wait.compareTo(FIRST_WAIT) < 0 ? FIRST_WAIT : wait;
  }

  /** Up to a tenth more, so that what was refused together does not come back together. */
  private static Duration spread(Duration wait, double chance) {
    return wait.plusMillis((long) (wait.toMillis() * 0.1 * chance));
  }

  /** Exponential, from half of it to the whole. */
  private static Duration backoff(Due.Claim claim, Duration longest, double chance) {
    long whole =
        Math.min(longest.toMillis(), FIRST_WAIT.toMillis() << Math.min(claim.failures(), 20));
    return Duration.ofMillis((long) (whole * (0.5 + 0.5 * chance)));
  }
}
