package dev.evergrant.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * Structured mode: attributes and data in one JSON object. Safe for any thread.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 *     format 1.0.2 §3</a>
 */
record Envelope(Json json) {

  /**
   * Reads one.
   *
   * @param headers which must not say anything else than the envelope
   * @throws UnacceptableEvent if it is no envelope, or the headers contradict it
   */
  CloudEvent read(String text, Attributes.InHeaders headers) throws UnacceptableEvent {
    var fields = new Fields("", json.object("value", text));
    var attributes = new Attributes.InEnvelope(fields);
    CloudEvent event = attributes.event(data(text, fields));
    agree(attributes, headers);
    return event;
  }

  /** Writes one, to be sent as {@link CloudEventCodec#ENVELOPE_TYPE}. */
  byte[] write(CloudEvent event) {
    return json.write(
        new Written(
            "1.0",
            event.id(),
            event.source(),
            event.type(),
            event.time(),
            "application/json",
            new RawValue(new String(event.data(), UTF_8))));
  }

  /** Its members, in this order; the data as it is. */
  private record Written(
      String specversion,
      String id,
      String source,
      String type,
      @Nullable Instant time,
      String datacontenttype,
      RawValue data) {}

  private byte[] data(String text, Fields fields) throws UnacceptableEvent {
    String type = fields.optionalText("datacontenttype", Attributes.TYPE);
    if (type != null && !ContentType.parse("datacontenttype", type).isJson()) {
      throw new UnacceptableEvent("datacontenttype", "is not JSON: send application/json.");
    }
    String encoded = fields.optionalText("data_base64", Text.opaque(Integer.MAX_VALUE));
    boolean plain = fields.object().hasNonNull("data");
    if (plain && encoded != null) {
      throw new UnacceptableEvent("data_base64", "is there beside data: send only one of them.");
    }
    if (encoded != null) {
      byte[] decoded = decode(encoded);
      json.object("data_base64", json.text("data_base64", decoded));
      return decoded;
    }
    if (!plain) {
      throw new UnacceptableEvent("data", "is missing: send a JSON object.");
    }
    fields.optionalObject("data");
    return json.member(text, "data");
  }

  private static byte[] decode(String encoded) throws UnacceptableEvent {
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      throw new UnacceptableEvent("data_base64", "is not base64 (RFC 4648 §4): encode it again.");
    }
  }

  private static void agree(Attributes.InEnvelope envelope, Attributes.InHeaders headers)
      throws UnacceptableEvent {
    for (String name : List.of("specversion", "id", "source", "type", "time")) {
      @Nullable String header = headers.header(headers.label(name));
      if (header != null && !header.equals(envelope.find(name, Attributes.SOURCE))) {
        throw new UnacceptableEvent(
            headers.label(name),
            "contradicts the envelope: send the same in both, or no ce_ headers.");
      }
    }
  }
}
