package dev.evergrant.contracts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object, read without coercion: a number is not taken for a text. A null
 * counts as absent, and so does an empty text, unless it has to have a length. What is not asked
 * for is ignored. Every method throws {@link UnacceptableEvent}, naming the field by its path.
 */
record Fields(String path, ObjectNode object) {

  String text(String name, Text rule) throws UnacceptableEvent {
    return required(name, optionalText(name, rule), "a string");
  }

  @Nullable String optionalText(String name, Text rule) throws UnacceptableEvent {
    JsonNode node = find(name);
    if (node == null) {
      return null;
    }
    String text = string(path + name, node);
    return text.isEmpty() && rule.min() == 0 ? null : rule.check(path + name, text);
  }

  @Nullable String optionalWord(String name, List<String> words) throws UnacceptableEvent {
    JsonNode node = find(name);
    if (node == null) {
      return null;
    }
    String text = string(path + name, node);
    if (!words.contains(text)) {
      throw new UnacceptableEvent(
          path + name, "is none of the known words: send " + String.join(" or ", words) + ".");
    }
    return text;
  }

  long positive(String name) throws UnacceptableEvent {
    JsonNode node = required(name, find(name), "a whole number");
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 1) {
      throw new UnacceptableEvent(path + name, "is not a whole number from 1: send one.");
    }
    return node.longValue();
  }

  /** A whole number from 1 that an {@code int} holds. */
  int count(String name) throws UnacceptableEvent {
    long count = positive(name);
    if (count > Integer.MAX_VALUE) {
      throw new UnacceptableEvent(path + name, "is too large: send a smaller whole number.");
    }
    return (int) count;
  }

  @Nullable Integer optionalCount(String name) throws UnacceptableEvent {
    return find(name) == null ? null : count(name);
  }

  Instant time(String name) throws UnacceptableEvent {
    return required(name, optionalTime(name), "an RFC 3339 time");
  }

  @Nullable Instant optionalTime(String name) throws UnacceptableEvent {
    String text = optionalText(name, Timestamp.TEXT);
    return text == null ? null : Timestamp.parse(path + name, text);
  }

  @Nullable Fields optionalObject(String name) throws UnacceptableEvent {
    return switch (find(name)) {
      case null -> null;
      case ObjectNode inner -> new Fields(path + name + ".", inner);
      default -> throw new UnacceptableEvent(path + name, "is not an object: send a JSON object.");
    };
  }

  /** A list of objects; absent, it is empty. */
  List<Fields> objects(String name) throws UnacceptableEvent {
    JsonNode node = find(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new UnacceptableEvent(path + name, "is not a list: send a JSON array of objects.");
    }
    List<Fields> objects = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      String place = path + name + "[" + objects.size() + "]";
      if (!(item instanceof ObjectNode inner)) {
        throw new UnacceptableEvent(place, "is not an object: send a JSON object.");
      }
      objects.add(new Fields(place + ".", inner));
    }
    return objects;
  }

  /** An object whose values are all texts; absent, it is empty. Its names are the sender's own. */
  Map<String, String> texts(String name, Text rule) throws UnacceptableEvent {
    Fields inner = optionalObject(name);
    if (inner == null) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : inner.object.properties()) {
      // The path stops at the object: a name of the sender's own does not belong in a message.
      String text = string(path + name, entry.getValue());
      texts.put(Text.WORD.check(path + name, entry.getKey()), rule.check(path + name, text));
    }
    return Map.copyOf(texts);
  }

  private @Nullable JsonNode find(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private <T> T required(String name, @Nullable T value, String kind) throws UnacceptableEvent {
    if (value == null) {
      throw new UnacceptableEvent(path + name, "is missing or empty: send " + kind + ".");
    }
    return value;
  }

  private static String string(String field, JsonNode node) throws UnacceptableEvent {
    if (!node.isString()) {
      throw new UnacceptableEvent(field, "is not a string: send a JSON string.");
    }
    return node.stringValue();
  }
}
