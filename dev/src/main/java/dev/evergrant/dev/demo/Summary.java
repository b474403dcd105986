package dev.evergrant.dev.demo;

import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenUpdate;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Events in one sentence each. */
final class Summary {
  private Summary() {}

  static String of(String type, TokenUpdate update) {
    return switch (type) {
      case EventTypes.TOKEN_ISSUED -> "Authorized: version " + update.version() + life(update);
      case EventTypes.TOKEN_REFRESHED -> "Refreshed: version " + update.version() + life(update);
      case EventTypes.TOKEN_REVOKED -> "Ended: " + reason(String.valueOf(update.reason()));
      default -> "Is now " + update.status() + ", version " + update.version();
    };
  }

  /** Reads an alert as any tool of another team may: by the fields it knows, none required. */
  static String ofAlert(String type, JsonNode data) {
    String app = data.path("app").asString("an app") + "/" + data.path("environment").asString("?");
    return switch (type) {
      case "authorization.failed" ->
          data.path("message").asString("The code could not be exchanged.");
      case "reauthorization.required" -> required(app, data);
      case "reauthorization.resolved" -> resolved(app, data);
      case "app.paused" ->
          "%s is paused. %s".formatted(app, data.path("message").asString("")).strip();
      case "app.resumed" -> app + " works again.";
      default -> data.path("message").asString("An alert of a kind that is new to this page.");
    };
  }

  private static String required(String app, JsonNode data) {
    int reminder = data.path("connections").path(0).path("reminder").asInt(0);
    return "%s to authorize %s again%s%s."
        .formatted(
            who(data, "has", "have"),
            app,
            data.path("kind").asString("").equals("expiring") ? " soon" : "",
            reminder == 0 ? "" : " (reminder " + reminder + ")");
  }

  private static String resolved(String app, JsonNode data) {
    String how = data.path("connections").path(0).path("reason").asString("");
    return how.equals("reauthorized")
        ? "%s authorized %s again.".formatted(who(data, "has", "have"), app)
        : "%s not have to authorize %s any more.".formatted(who(data, "does", "do"), app);
  }

  private static String who(JsonNode data, String has, String have) {
    int count = data.path("connections").size();
    return count == 1
        ? data.path("connections").path(0).path("subject").asString("One user") + " " + has
        : count + " users " + have;
  }

  private static String life(TokenUpdate update) {
    return update.issuedAt() == null || update.expiresAt() == null
        ? "."
        : ", good for " + words(Duration.between(update.issuedAt(), update.expiresAt())) + ".";
  }

  private static String reason(String reason) {
    return switch (reason) {
      case "user_disconnected" -> "the user withdrew the consent.";
      case "provider_revoked" -> "the provider revoked it.";
      case "development_expired" -> "a development grant has run out.";
      case "refresh_token_expired" -> "the refresh token has expired.";
      case "lost_in_flight" -> "an answer of the provider was lost.";
      case "operator_revoked" -> "an operator ended it.";
      default -> reason;
    };
  }

  private static String words(Duration duration) {
    if (duration.toMinutes() < 2) {
      return duration.toSeconds() + " s";
    }
    // The worker leaves a few seconds out for the way of the answer; nobody wants to read of them.
    Duration rounded = duration.plusSeconds(30);
    String minutes = rounded.toMinutesPart() == 0 ? "" : rounded.toMinutesPart() + " min";
    return (rounded.toHours() == 0 ? minutes : rounded.toHours() + " h " + minutes).strip();
  }
}
