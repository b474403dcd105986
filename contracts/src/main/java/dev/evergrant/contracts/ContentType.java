package dev.evergrant.contracts;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A media type in lower case, and what it says about the mode (CloudEvents Kafka binding 1.0.2 §3).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1">RFC 9110 §8.3.1</a>
 */
record ContentType(String essence) {
  private static final String TOKEN = "[\\w!#$%&'*+.^`|~-]++";
  private static final String QUOTED = "\"[^\"\\\\]*+\"";
  private static final Pattern ESSENCE = Pattern.compile(TOKEN + "/" + TOKEN);
  private static final Pattern PARAMETER =
      Pattern.compile("[ \\t]*+;[ \\t]*+(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")");

  /**
   * Reads one.
   *
   * @throws UnacceptableEvent if it is malformed, or names another charset than UTF-8
   */
  static ContentType parse(String field, String written) throws UnacceptableEvent {
    String text = written.strip().toLowerCase(Locale.ROOT);
    var essence = ESSENCE.matcher(text);
    if (!essence.lookingAt()) {
      throw malformed(field);
    }
    var parameter = PARAMETER.matcher(text).region(essence.end(), text.length());
    while (parameter.lookingAt()) {
      String value = parameter.group(2).replace("\"", "");
      if (parameter.group(1).equals("charset") && !value.equals("utf-8")) {
        throw new UnacceptableEvent(field, "has another charset than utf-8: send UTF-8.");
      }
      parameter.region(parameter.end(), text.length());
    }
    if (parameter.regionStart() != text.length()) {
      throw malformed(field);
    }
    return new ContentType(essence.group());
  }

  private static UnacceptableEvent malformed(String field) {
    return new UnacceptableEvent(
        field, "is not a media type: send one such as application/json; charset=utf-8.");
  }

  boolean isEnvelope() {
    return essence.equals("application/cloudevents+json");
  }

  boolean isBatch() {
    return essence.startsWith("application/cloudevents-batch");
  }

  /** JSON data. An envelope in another format than JSON begins like one and is none. */
  boolean isJson() {
    return !essence.startsWith("application/cloudevents")
        && (essence.equals("application/json") || essence.endsWith("+json"));
  }
}
