package dev.evergrant.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How each kind of data is read from its fields. */
final class Data {
  static final List<String> ENVIRONMENTS = List.of("production", "development");

  private static final Text CODE = Text.opaque(8192);
  private static final Text JWE = Text.opaque(16_384);
  private static final Text REDIRECT_URI = Text.plain(2048);
  private static final Text STATE = Text.opaque(2048);
  private static final Text PERSONAL = Text.plain(320);

  /** RFC 7636 §4.1. */
  private static final Text CODE_VERIFIER = new Text(43, 128, Text.Alphabet.UNRESERVED);

  private Data() {}

  static Object read(String eventType, Fields fields, Class<?> type) throws UnacceptableEvent {
    if (type == AuthorizationCompleted.class) {
      return completed(fields);
    }
    if (type == AuthorizationWithdrawn.class) {
      return new AuthorizationWithdrawn(
          app(fields),
          fields.optionalWord("environment", ENVIRONMENTS),
          fields.text("subject", Text.SUBJECT));
    }
    if (type == TokenRejected.class) {
      return new TokenRejected(connection(fields), fields.positive("version"));
    }
    if (type == TokenUpdate.class) {
      return tokenUpdate(fields);
    }
    if (Alert.class.isAssignableFrom(type)) {
      Alert alert = AlertData.read(eventType, fields);
      if (type.isInstance(alert)) {
        return alert;
      }
      throw new UnacceptableEvent("type", "is another kind of alert: read it as an Alert.");
    }
    throw new IllegalArgumentException(type.getName() + " is no event's data.");
  }

  private static AuthorizationCompleted completed(Fields fields) throws UnacceptableEvent {
    String code = fields.optionalText("code", CODE);
    String sealedCode = fields.optionalText("sealedCode", JWE);
    if (code == null && sealedCode == null) {
      throw new UnacceptableEvent("code", "is missing or empty: send it, or a sealedCode.");
    }
    if (code != null && sealedCode != null) {
      throw new UnacceptableEvent("sealedCode", "is there beside code: send only one of them.");
    }
    return new AuthorizationCompleted(
        app(fields),
        fields.optionalWord("environment", ENVIRONMENTS),
        fields.text("subject", Text.SUBJECT),
        code,
        sealedCode,
        fields.text("redirectUri", REDIRECT_URI),
        fields.optionalText("state", STATE),
        fields.optionalText("codeVerifier", CODE_VERIFIER),
        fields.optionalText("scope", Text.SCOPE),
        user(fields.optionalObject("user")));
  }

  static SealedCode sealedCode(Fields fields) throws UnacceptableEvent {
    String code = fields.optionalText("code", CODE);
    if (code == null) {
      throw new UnacceptableEvent(
          "sealedCode.code", "is missing or empty: seal {\"code\",\"codeVerifier\"} as JSON.");
    }
    return new SealedCode(code, fields.optionalText("codeVerifier", CODE_VERIFIER));
  }

  static @Nullable User user(@Nullable Fields fields) throws UnacceptableEvent {
    return fields == null
        ? null
        : new User(
            fields.optionalText("id", PERSONAL),
            fields.optionalText("email", PERSONAL),
            fields.optionalText("organization", PERSONAL));
  }

  static String app(Fields fields) throws UnacceptableEvent {
    String app = fields.text("app", Text.APP);
    if (app.indexOf('/') >= 0) {
      throw new UnacceptableEvent("app", "has a slash: send the app's configured name.");
    }
    return app;
  }

  static String connection(Fields fields) throws UnacceptableEvent {
    try {
      return ConnectionId.parse(fields.text("connection", Text.CONNECTION)).toString();
    } catch (IllegalArgumentException _) {
      throw new UnacceptableEvent(
          fields.path() + "connection",
          "is not written app/environment/subject: send it as in the token update.");
    }
  }

  private static TokenUpdate tokenUpdate(Fields fields) throws UnacceptableEvent {
    return new TokenUpdate(
        connection(fields),
        app(fields),
        fields.text("environment", Text.ENVIRONMENT),
        fields.text("subject", Text.SUBJECT),
        fields.text("provider", Text.WORD),
        fields.text("status", Text.WORD),
        fields.positive("version"),
        fields.optionalText("reason", Text.WORD),
        fields.optionalText("scope", Text.SCOPE),
        fields.optionalText("tokenType", Text.WORD),
        fields.optionalTime("issuedAt"),
        fields.optionalTime("expiresAt"),
        fields.optionalTime("reauthorizeBy"),
        fields.texts("accessTokens", JWE));
  }
}
