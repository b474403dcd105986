package dev.evergrant.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What people must know or do. */
public sealed interface Alert {

  /** The CloudEvents type it travels under. */
  String type();

  /** The app's configured name. */
  String app();

  /**
   * A code could not be turned into tokens; the user has to authorize once more.
   *
   * @param reason why, as a word: {@code refused}, {@code deadline_passed}, {@code lost_in_flight}
   *     or {@code withdrawn}
   * @param message why, as a sentence
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AuthorizationFailed(
      String connection,
      String app,
      String environment,
      String subject,
      String provider,
      String reason,
      String message,
      @Nullable String error,
      Instant at)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.AUTHORIZATION_FAILED;
    }
  }

  /**
   * The provider refuses the app's own configuration. Nothing is asked of it but a probe now and
   * then, and no connection is lost by it.
   *
   * @param error the provider's error code
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AppPaused(
      String app, String environment, String provider, String error, String message, Instant at)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.APP_PAUSED;
    }
  }

  /** The configuration of a paused app works again. */
  record AppResumed(String app, String environment, String provider, Instant pausedAt, Instant at)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.APP_RESUMED;
    }
  }
}
