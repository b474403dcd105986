package dev.evergrant.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the contract wants it: RFC 8259 in strict UTF-8, an object at the top, no name twice, and
 * bounded in size and depth. Immutable and safe for any thread.
 */
final class Json {
  /** Our own events are three deep; what others may add needs no more than this. */
  static final int MAX_DEPTH = 32;

  private final int maxBytes;
  private final JsonMapper mapper;

  Json(int maxBytes) {
    this.maxBytes = maxBytes;
    // Only the depth is left to the parser to limit, so that its one kind of complaint about limits
    // has one meaning.
    var limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(maxBytes)
            .maxNameLength(maxBytes)
            .build();
    this.mapper =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultPropertyInclusion(
                each -> each.withValueInclusion(JsonInclude.Include.NON_NULL))
            .addModule(new SimpleModule().addSerializer(new InstantSerializer()))
            .build();
  }

  /**
   * Decodes UTF-8, and nothing else: left to itself, the parser would also guess at UTF-16 and 32.
   *
   * @param field what to call the bytes in a refusal
   * @throws UnacceptableEvent if there are none or too many of them, or they are not UTF-8
   */
  String text(String field, byte[] bytes) throws UnacceptableEvent {
    if (bytes.length == 0) {
      throw new UnacceptableEvent(field, "is empty: send a JSON object.");
    }
    if (bytes.length > maxBytes) {
      throw new UnacceptableEvent(
          field, "has %d bytes: send at most %d.".formatted(bytes.length, maxBytes));
    }
    return decode(field, bytes);
  }

  static String decode(String field, byte[] bytes) throws UnacceptableEvent {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new UnacceptableEvent(field, "is not UTF-8: encode it as UTF-8.");
    }
  }

  /**
   * Reads one object.
   *
   * @throws UnacceptableEvent if it is anything else
   */
  ObjectNode object(String field, String json) throws UnacceptableEvent {
    try (JsonParser parser = mapper.createParser(json)) {
      JsonNode node = parser.nextToken() == null ? null : mapper.readTree(parser);
      if (node != null && parser.nextToken() != null) {
        throw new UnacceptableEvent(
            field, "goes on after its end" + at(parser.currentLocation()) + ": send one object.");
      }
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new UnacceptableEvent(field, "is not a JSON object: send one, in braces.");
    } catch (JacksonException e) {
      throw new UnacceptableEvent(field, problem(e) + at(e.getLocation()) + ": correct it.");
    }
  }

  private static String problem(JacksonException e) {
    return switch (e) {
      case StreamConstraintsException _ -> "is nested deeper than " + MAX_DEPTH + " levels";
      case DatabindException _ -> "has a name twice in one object";
      default -> "is not JSON";
    };
  }

  private static String at(TokenStreamLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** Cuts out a member's value as it was written, from an object that {@link #object} accepted. */
  byte[] member(String json, String name) {
    try (JsonParser parser = mapper.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals(name);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        if (found) {
          int end = (int) parser.currentLocation().getCharOffset();
          return json.substring(start, end).getBytes(StandardCharsets.UTF_8);
        }
      }
      throw new IllegalArgumentException("The object has no member " + name + ".");
    }
  }

  byte[] write(Object data) {
    return mapper.writeValueAsBytes(data);
  }

  /** RFC 3339 in UTC, to the millisecond, and without a fraction where there is none. */
  static String write(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static final class InstantSerializer extends StdSerializer<Instant> {
    InstantSerializer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializationContext context) {
      out.writeString(write(time));
    }
  }
}
