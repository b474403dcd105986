package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends that are known in advance and that only the user can put off. */
public final class Horizon {
  private static final String DEVELOPMENT = "development";

  private Horizon() {}

  /** When a connection ends unless its user authorizes it again, and as what. */
  public record End(Instant at, Reason reason) {}

  /**
   * The end of a connection that has just been authorized: its refresh token's absolute lifetime,
   * the end of its access token where there is no refresh token, or the weekly end of development
   * grants, whichever comes first.
   *
   * @param crowded the organization that owns the app has more users than the provider lets stay
   */
  public static @Nullable End of(
      App app, String environment, Consent consent, TokenSet tokens, boolean crowded) {
    Instant ofRefreshToken =
        tokens.refreshToken() == null ? tokens.expiresAt() : absolute(app, consent);
    Instant ofDevelopment =
        isExpired(app, environment, consent.user().organization(), crowded)
            ? endOfDevelopment(app, consent)
            : null;
    if (ofDevelopment != null
        && (ofRefreshToken == null || !ofDevelopment.isAfter(ofRefreshToken))) {
      return new End(ofDevelopment, Reason.DEVELOPMENT_EXPIRED);
    }
    return ofRefreshToken == null ? null : new End(ofRefreshToken, Reason.REFRESH_TOKEN_EXPIRED);
  }

  /**
   * Whether the provider ends this user's development grants. Users of the organization that owns
   * the app are spared as long as there are few of them; everybody else, and whoever's organization
   * is unknown, is not (Outreach, "Limitations of development credentials").
   */
  public static boolean isExpired(
      App app, String environment, @Nullable String organization, boolean crowded) {
    return app.provider().development() != null
        && environment.equals(DEVELOPMENT)
        && (crowded || organization == null || !app.owners().contains(organization));
  }

  /**
   * Whether the number of the owner's users matters for this connection, so that they have to be
   * counted.
   */
  public static boolean isOwners(App app, String environment, @Nullable String organization) {
    return isExpired(app, environment, null, false)
        && organization != null
        && app.owners().contains(organization);
  }

  /**
   * From when on people are told of an end: so long ahead, but not before half of the time has
   * passed, as nobody wants a warning about what he has just agreed to.
   *
   * @param since the consent
   */
  public static Instant tellFrom(Instant since, Instant end, Duration ahead) {
    Instant half = since.plus(Duration.between(since, end).dividedBy(2));
    Instant early = end.minus(ahead);
    return early.isBefore(half) ? half : early;
  }

  /**
   * Why a refresh token that died at {@code now} was expected to; null where it was not. The
   * provider counts from the consent, which is a little before the event that tells of it, hence a
   * little slack; none where an answer was lost, as that explains it better.
   */
  static @Nullable Reason expected(Due.Refresh due, App app, Instant now) {
    Instant end = due.reauthorizeBy();
    if (end == null) {
      return null;
    }
    Duration slack =
        due.claim().inDoubt()
            ? Duration.ZERO
            : Duration.between(due.consent().authorizedAt(), end).dividedBy(50);
    if (now.isBefore(end.minus(slack))) {
      return null;
    }
    return reason(app, due.connection(), due.consent(), end);
  }

  /** What a connection ends as at an end that was known. */
  public static Reason reason(App app, ConnectionId connection, Consent consent, Instant end) {
    Instant absolute = absolute(app, consent);
    return isExpired(app, connection.environment(), null, false)
            && (absolute == null || end.isBefore(absolute))
        ? Reason.DEVELOPMENT_EXPIRED
        : Reason.REFRESH_TOKEN_EXPIRED;
  }

  private static @Nullable Instant absolute(App app, Consent consent) {
    Duration life = app.provider().refreshTokenLifetime().absolute();
    return life == null ? null : consent.authorizedAt().plus(life);
  }

  private static @Nullable Instant endOfDevelopment(App app, Consent consent) {
    Profile.Development rule = app.provider().development();
    return rule == null ? null : consent.authorizedAt().plus(rule.lifetime());
  }
}
