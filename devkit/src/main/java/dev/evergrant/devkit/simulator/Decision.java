package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the token endpoint makes of a request, before anything has changed. */
sealed interface Decision {

  /**
   * A new token set.
   *
   * @param presented the refresh token it is for; null where it is for the code
   */
  record Issue(Grant grant, @Nullable RefreshToken presented) implements Decision {}

  /**
   * An OAuth error.
   *
   * @param grant whose code or refresh token was presented; null where that is not known
   * @param changes what the request did all the same
   */
  record Refuse(
      int status, String error, String description, @Nullable Grant grant, List<Change> changes)
      implements Decision {}

  /** Too early after the last access token of the same user and client. Nothing is consumed. */
  record Throttle(Grant grant, Duration retryAfter) implements Decision {}
}
