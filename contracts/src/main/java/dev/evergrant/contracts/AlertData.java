package dev.evergrant.contracts;

import java.util.ArrayList;
import java.util.List;

/** How each kind of alert is read from its fields. */
final class AlertData {
  private static final Text MESSAGE = Text.opaque(2048);
  private static final Text TEXT = Text.opaque(65_536);
  private static final Text URL = Text.plain(8192);
  private static final Text ORGANIZATION = Text.plain(320);

  private AlertData() {}

  static Alert read(String type, Fields fields) throws UnacceptableEvent {
    String app = Data.app(fields);
    String environment = fields.text("environment", Text.ENVIRONMENT);
    String provider = fields.text("provider", Text.WORD);
    return switch (type) {
      case EventTypes.AUTHORIZATION_FAILED ->
          new Alert.AuthorizationFailed(
              Data.connection(fields),
              app,
              environment,
              fields.text("subject", Text.SUBJECT),
              provider,
              fields.text("reason", Text.WORD),
              fields.text("message", MESSAGE),
              fields.optionalText("error", MESSAGE),
              fields.time("at"));
      case EventTypes.REAUTHORIZATION_REQUIRED ->
          new Alert.ReauthorizationRequired(
              fields.text("batch", Text.WORD),
              fields.count("part"),
              fields.count("parts"),
              fields.text("kind", Text.WORD),
              app,
              environment,
              provider,
              fields.optionalText("organization", ORGANIZATION),
              fields.text("authorizeUrl", URL),
              affected(fields),
              fields.optionalText("text", TEXT));
      case EventTypes.REAUTHORIZATION_RESOLVED ->
          new Alert.ReauthorizationResolved(
              fields.text("batch", Text.WORD),
              fields.count("part"),
              fields.count("parts"),
              app,
              environment,
              provider,
              fields.optionalText("organization", ORGANIZATION),
              affected(fields),
              fields.optionalText("text", TEXT));
      case EventTypes.APP_PAUSED ->
          new Alert.AppPaused(
              app,
              environment,
              provider,
              fields.text("error", MESSAGE),
              fields.text("message", MESSAGE),
              fields.time("at"));
      case EventTypes.APP_RESUMED ->
          new Alert.AppResumed(
              app, environment, provider, fields.time("pausedAt"), fields.time("at"));
      default ->
          throw new UnacceptableEvent("type", "is no alert that is known: upgrade, or skip it.");
    };
  }

  private static List<Alert.Affected> affected(Fields fields) throws UnacceptableEvent {
    List<Alert.Affected> affected = new ArrayList<>();
    for (Fields each : fields.objects("connections")) {
      affected.add(
          new Alert.Affected(
              Data.connection(each),
              each.text("subject", Text.SUBJECT),
              Data.user(each.optionalObject("user")),
              each.text("reason", Text.WORD),
              each.time("at"),
              each.optionalCount("reminder")));
    }
    return List.copyOf(affected);
  }
}
