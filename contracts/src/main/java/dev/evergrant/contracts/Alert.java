package dev.evergrant.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
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
   * People have to authorize an app again, sooner or later. All whom one batch is about are of one
   * app, environment and organization; a connection is in one batch for each state that it comes
   * into, and again in as many reminders as are configured.
   *
   * @param batch the batch's id, the same in all its parts
   * @param part from 1 to {@code parts}
   * @param kind {@code expiring} (ahead of time) or {@code expired}
   * @param organization absent where it is unknown
   * @param authorizeUrl where to send them; a frontend that uses PKCE adds its challenge
   * @param connections at most 500
   * @param text all of it in plain text, for a chat or a mail
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ReauthorizationRequired(
      String batch,
      int part,
      int parts,
      String kind,
      String app,
      String environment,
      String provider,
      @Nullable String organization,
      String authorizeUrl,
      List<Affected> connections,
      @Nullable String text)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.REAUTHORIZATION_REQUIRED;
    }
  }

  /**
   * What {@link ReauthorizationRequired} asked for is not needed any more.
   *
   * @param batch the batch's id, the same in all its parts
   * @param part from 1 to {@code parts}
   * @param organization absent where it is unknown
   * @param connections at most 500
   * @param text all of it in plain text, for a chat or a mail
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ReauthorizationResolved(
      String batch,
      int part,
      int parts,
      String app,
      String environment,
      String provider,
      @Nullable String organization,
      List<Affected> connections,
      @Nullable String text)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.REAUTHORIZATION_RESOLVED;
    }
  }

  /**
   * One connection of a batch.
   *
   * @param user who it is, as far as that is known
   * @param reason why it ends or ended, as in a token update; of a resolved one, what resolved it:
   *     {@code reauthorized}, {@code withdrawn}, {@code refreshed}, {@code not_needed} or {@code
   *     let_go}
   * @param at when it will end, ended, or was resolved
   * @param reminder which reminder this is; absent at the first time
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Affected(
      String connection,
      String subject,
      @Nullable User user,
      String reason,
      Instant at,
      @Nullable Integer reminder) {}

  /**
   * The provider refuses the app's own configuration, or unusually many of its users. Nothing is
   * asked of it but a probe now and then (and, in the latter case, codes are exchanged), and no
   * connection is lost by it.
   *
   * @param error the provider's error code, or {@code unusual_refusals}
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

  /** A paused app works again. */
  record AppResumed(String app, String environment, String provider, Instant pausedAt, Instant at)
      implements Alert {
    @Override
    public String type() {
      return EventTypes.APP_RESUMED;
    }
  }
}
