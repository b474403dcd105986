package dev.evergrant.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Between Kafka records and events: CloudEvents 1.0 with JSON data, in binary mode out, in binary
 * or structured mode in. Immutable and safe for any thread.
 *
 * <p>What is not acceptable is an {@link UnacceptableEvent}, whatever the bytes; no other exception
 * means a bad event.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     binding 1.0.2 §3</a>
 */
public final class CloudEventCodec {
  /** The largest value that is read from frontends and subscribers. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The media type of an {@link #envelope}. */
  public static final String ENVELOPE_TYPE = "application/cloudevents+json";

  private static final String CONTENT_TYPE = "content-type";

  private final Json json;
  private final Envelope envelope;

  /** Reads values of up to {@link #MAX_BYTES}. */
  public CloudEventCodec() {
    this(MAX_BYTES);
  }

  /**
   * @param maxBytes the largest value to read; who follows token updates or alerts wants more than
   *     {@link #MAX_BYTES}, as these grow with the number of subscribers and connections
   */
  public CloudEventCodec(int maxBytes) {
    this.json = new Json(maxBytes);
    this.envelope = new Envelope(json);
  }

  /**
   * Reads one record.
   *
   * @throws UnacceptableEvent if it is a tombstone, too large, no CloudEvent 1.0, or its data is
   *     not one JSON object
   */
  public CloudEvent read(Headers headers, byte @Nullable [] value) throws UnacceptableEvent {
    if (value == null) {
      throw new UnacceptableEvent("value", "is null, a tombstone: send an event.");
    }
    var attributes = new Attributes.InHeaders(headers);
    String text = json.text("value", value);
    String written = attributes.header(CONTENT_TYPE);
    ContentType type =
        written == null
            ? new ContentType("application/json")
            : ContentType.parse(CONTENT_TYPE, written);
    if (type.isEnvelope()) {
      return envelope.read(text, attributes);
    }
    if (!type.isJson()) {
      throw new UnacceptableEvent(
          CONTENT_TYPE,
          type.isBatch()
              ? "is a batch of events, which is not supported: send each event as a record."
              : "is not JSON: send application/json or application/cloudevents+json.");
    }
    CloudEvent event = attributes.event(value);
    json.object("value", text);
    return event;
  }

  /**
   * Reads an event's data. Unknown fields are ignored, and nothing is coerced.
   *
   * @param type {@link AuthorizationCompleted}, {@link AuthorizationWithdrawn}, {@link
   *     TokenRejected}, {@link TokenUpdate}, or {@link Alert} or one of its records
   * @throws UnacceptableEvent if a field is missing, of the wrong type, or not acceptable
   * @throws IllegalArgumentException if the type is none of these
   */
  public <T> T data(CloudEvent event, Class<T> type) throws UnacceptableEvent {
    var fields = new Fields("", json.object("data", json.text("data", event.data())));
    return type.cast(Data.read(event.type(), fields, type));
  }

  /**
   * Reads what a {@code sealedCode} holds, after it has been decrypted.
   *
   * @throws UnacceptableEvent if it is not one JSON object with a code; its field begins with
   *     {@code sealedCode}
   */
  public SealedCode sealedCode(byte[] opened) throws UnacceptableEvent {
    String text = json.text("sealedCode", opened);
    return Data.sealedCode(new Fields("sealedCode.", json.object("sealedCode", text)));
  }

  /** An event of ours, to the millisecond. */
  public CloudEvent event(String id, String source, String type, Instant time, Object data) {
    return new CloudEvent(id, source, type, time.truncatedTo(ChronoUnit.MILLIS), encode(data));
  }

  /** JSON in camelCase, times in RFC 3339 UTC to the millisecond, nulls left out. */
  public byte[] encode(Object data) {
    return json.write(data);
  }

  /** An event in structured mode: attributes and data in one JSON object. */
  public byte[] envelope(CloudEvent event) {
    return envelope.write(event);
  }

  /** A record in binary mode. */
  public ProducerRecord<String, byte[]> write(
      String topic, @Nullable String key, CloudEvent event) {
    var headers = new RecordHeaders();
    headers.add("ce_specversion", "1.0".getBytes(UTF_8));
    headers.add("ce_id", event.id().getBytes(UTF_8));
    headers.add("ce_source", event.source().getBytes(UTF_8));
    headers.add("ce_type", event.type().getBytes(UTF_8));
    if (event.time() != null) {
      headers.add("ce_time", Json.write(event.time()).getBytes(UTF_8));
    }
    headers.add(CONTENT_TYPE, "application/json".getBytes(UTF_8));
    return new ProducerRecord<>(topic, null, key, event.data(), headers);
  }
}
