package dev.evergrant.contracts.client;

import dev.evergrant.contracts.UnacceptableEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a token update without building what nobody keeps: a cache that starts reads millions. For
 * one thread.
 */
final class UpdateReader {
  /** Sharing saves memory; where there is so much variety that it would not, it begins anew. */
  private static final int SHARED = 10_000;

  private final JsonFactory json = new JsonFactory();
  private final Map<Entry.Surroundings, Entry.Surroundings> shared = new HashMap<>();
  private final String subscriber;

  UpdateReader(String subscriber) {
    this.subscriber = subscriber;
  }

  /** What has been read so far. */
  private static final class Draft {
    private long version;
    private long issuedAt = Entry.NEVER;
    private long expiresAt = Entry.NEVER;
    private long reauthorizeBy = Entry.NEVER;
    private String provider = "";
    private @Nullable String status;
    private @Nullable String reason;
    private @Nullable String scope;
    private @Nullable String tokenType;
    private @Nullable String sealed;
  }

  /**
   * @throws UnacceptableEvent if it is no token update
   */
  Entry read(byte[] value) throws UnacceptableEvent {
    var draft = new Draft();
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnacceptableEvent("value", "is not a JSON object.");
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        member(parser, name, draft);
      }
    } catch (JacksonException | DateTimeException _) {
      throw new UnacceptableEvent("value", "is not a token update in JSON.");
    }
    String status = draft.status;
    if (draft.version < 1 || status == null) {
      throw new UnacceptableEvent("value", "has no version or no status.");
    }
    return new Entry(
        draft.version,
        draft.issuedAt,
        draft.expiresAt,
        draft.reauthorizeBy,
        share(
            new Entry.Surroundings(
                draft.provider, status, draft.reason, draft.scope, draft.tokenType)),
        draft.sealed);
  }

  private void member(JsonParser parser, String name, Draft draft) throws UnacceptableEvent {
    switch (name) {
      case "version" -> draft.version = parser.getLongValue();
      case "provider" -> draft.provider = text(parser, name);
      case "status" -> draft.status = text(parser, name);
      case "reason" -> draft.reason = text(parser, name);
      case "scope" -> draft.scope = text(parser, name);
      case "tokenType" -> draft.tokenType = text(parser, name);
      case "issuedAt" -> draft.issuedAt = millis(parser, name);
      case "expiresAt" -> draft.expiresAt = millis(parser, name);
      case "reauthorizeBy" -> draft.reauthorizeBy = millis(parser, name);
      case "accessTokens" -> draft.sealed = token(parser);
      // The connection is the record's key, and the rest is newer than this reader.
      default -> parser.skipChildren();
    }
  }

  private @Nullable String token(JsonParser parser) throws UnacceptableEvent {
    String mine = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      if (name.equals(subscriber)) {
        mine = text(parser, "accessTokens");
      } else {
        parser.skipChildren();
      }
    }
    return mine;
  }

  private static String text(JsonParser parser, String name) throws UnacceptableEvent {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new UnacceptableEvent(name, "is not a text.");
    }
    return parser.getString();
  }

  private static long millis(JsonParser parser, String name) throws UnacceptableEvent {
    return Instant.parse(text(parser, name)).toEpochMilli();
  }

  private Entry.Surroundings share(Entry.Surroundings read) {
    if (shared.size() > SHARED) {
      shared.clear();
    }
    Entry.Surroundings known = shared.putIfAbsent(read, read);
    return known == null ? read : known;
  }
}
