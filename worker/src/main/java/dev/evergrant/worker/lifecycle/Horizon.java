package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends that are known in advance and that only the user can put off. */
final class Horizon {
  private Horizon() {}

  /**
   * When the connection ends unless the user authorizes it again: a refresh token's absolute
   * lifetime, and the weekly end of development grants, which users of the organization that owns
   * the app are spared (Outreach, "Limitations of development credentials"). A user whose
   * organization is unknown is treated as a foreign one's.
   */
  static @Nullable Instant reauthorizeBy(App app, String environment, Consent consent) {
    Instant absolute =
        after(consent.authorizedAt(), app.provider().refreshTokenLifetime().absolute());
    return earlier(absolute, endOfDevelopment(app, environment, consent));
  }

  /**
   * Why a refresh token that died at {@code now} was expected to; null where it was not. The
   * provider counts from the consent, which is a little before the event that tells of it, hence a
   * little slack.
   */
  static @Nullable Reason expected(Due.Refresh due, App app, Instant now) {
    Instant end = due.reauthorizeBy();
    if (end == null) {
      return null;
    }
    Duration slack = Duration.between(due.consent().authorizedAt(), end).dividedBy(50);
    if (now.isBefore(end.minus(slack))) {
      return null;
    }
    Instant development = endOfDevelopment(app, due.connection().environment(), due.consent());
    return development != null && !development.isAfter(end)
        ? Reason.DEVELOPMENT_EXPIRED
        : Reason.REFRESH_TOKEN_EXPIRED;
  }

  private static @Nullable Instant endOfDevelopment(App app, String environment, Consent consent) {
    Profile.Development rule = app.provider().development();
    return rule == null || !environment.equals("development") || isOwner(app, consent)
        ? null
        : consent.authorizedAt().plus(rule.lifetime());
  }

  private static boolean isOwner(App app, Consent consent) {
    String organization = consent.user().organization();
    return organization != null && organization.equals(app.organization());
  }

  private static @Nullable Instant after(Instant start, @Nullable Duration life) {
    return life == null ? null : start.plus(life);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.isBefore(one) ? other : one;
  }
}
