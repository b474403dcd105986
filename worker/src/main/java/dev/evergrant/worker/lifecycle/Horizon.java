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
    Profile profile = app.provider();
    Instant absolute = after(consent.authorizedAt(), profile.refreshTokenLifetime().absolute());
    Profile.Development rule = profile.development();
    if (rule == null || !environment.equals("development") || isOwner(app, consent)) {
      return absolute;
    }
    return earlier(absolute, consent.authorizedAt().plus(rule.lifetime()));
  }

  /**
   * Whether an end at {@code now} is the one expected at {@code reauthorizeBy}. The provider counts
   * from the consent, which is a little before the event that tells of it, hence a little slack.
   */
  static boolean reached(@Nullable Instant reauthorizeBy, Consent consent, Instant now) {
    if (reauthorizeBy == null) {
      return false;
    }
    Duration slack = Duration.between(consent.authorizedAt(), reauthorizeBy).dividedBy(50);
    return !now.isBefore(reauthorizeBy.minus(slack));
  }

  private static boolean isOwner(App app, Consent consent) {
    String organization = consent.user().organization();
    return organization != null && organization.equals(app.organization());
  }

  private static @Nullable Instant after(Instant start, @Nullable Duration life) {
    return life == null ? null : start.plus(life);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }
}
