package dev.evergrant.contracts;

import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An event's context attributes, from wherever the mode keeps them (CloudEvents 1.0.2 §3.1).
 *
 * <p>The specification sets no lengths. Together, id and source fit into an entry of a PostgreSQL
 * index (2,704 bytes), whatever characters they hold: they are how a redelivery is recognised.
 */
sealed interface Attributes {
  Text ID = Text.plain(200);
  Text SOURCE = Text.plain(400);
  Text TYPE = Text.plain(200);
  Text SPECVERSION = Text.plain(20);

  /** The attribute's name as the sender wrote it. */
  String label(String name);

  /**
   * Returns the attribute, or null if it is absent or empty.
   *
   * @throws UnacceptableEvent if it does not keep to the rule
   */
  @Nullable String find(String name, Text rule) throws UnacceptableEvent;

  /**
   * Makes an event of them.
   *
   * @throws UnacceptableEvent if one is missing or unacceptable
   */
  default CloudEvent event(byte[] data) throws UnacceptableEvent {
    if (!required("specversion", SPECVERSION).equals("1.0")) {
      throw new UnacceptableEvent(label("specversion"), "is not 1.0: send CloudEvents 1.0.");
    }
    return new CloudEvent(
        required("id", ID), required("source", SOURCE), required("type", TYPE), time(), data);
  }

  private String required(String name, Text rule) throws UnacceptableEvent {
    String text = find(name, rule);
    if (text == null) {
      throw new UnacceptableEvent(
          label(name),
          "is missing or empty: set the ce_ headers, or send a whole envelope as"
              + " application/cloudevents+json.");
    }
    return text;
  }

  private @Nullable Instant time() throws UnacceptableEvent {
    String text = find("time", Timestamp.TEXT);
    return text == null ? null : Timestamp.parse(label("time"), text);
  }

  /** Binary mode: headers whose names begin with ce_ (Kafka binding 1.0.2 §3.2.3). */
  record InHeaders(Headers headers) implements Attributes {
    @Override
    public String label(String name) {
      return "ce_" + name;
    }

    @Override
    public @Nullable String find(String name, Text rule) throws UnacceptableEvent {
      String text = header(label(name));
      return text == null ? null : rule.check(label(name), text);
    }

    /**
     * Returns a header, or null if it is absent or empty.
     *
     * @throws UnacceptableEvent if it is not UTF-8, or there are several that differ: nobody can
     *     tell which one the sender meant
     */
    @Nullable String header(String name) throws UnacceptableEvent {
      byte @Nullable [] value = null;
      for (Header header : headers.headers(name)) {
        if (value != null && !Arrays.equals(value, header.value())) {
          throw new UnacceptableEvent(name, "is there twice and differs: send the header once.");
        }
        value = header.value();
      }
      return value == null || value.length == 0 ? null : Json.decode(name, value);
    }
  }

  /** Structured mode: members of the envelope (JSON format 1.0.2 §3). */
  record InEnvelope(Fields envelope) implements Attributes {
    @Override
    public String label(String name) {
      return name;
    }

    @Override
    public @Nullable String find(String name, Text rule) throws UnacceptableEvent {
      return envelope.optionalText(name, rule);
    }
  }
}
