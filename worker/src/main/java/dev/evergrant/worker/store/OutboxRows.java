package dev.evergrant.worker.store;

import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table {@code outbox}: promises to the outside, kept by the relay. Every message goes through
 * here, and so does every alert on its way to webhook targets.
 */
public final class OutboxRows {
  /** The channel that tells the relay of new rows. */
  public static final String CHANNEL = "evergrant_outbox";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final DeliveryRows deliveries;

  /** Where alerts go to no webhook. */
  public OutboxRows() {
    this(new DeliveryRows(List.of(), new CloudEventCodec()));
  }

  /**
   * @param deliveries what alerts are promised to beside Kafka, in the same transaction
   */
  public OutboxRows(DeliveryRows deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * A record to publish.
   *
   * @param alert what it tells people, if it does
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  public record Message(
      String topic,
      @Nullable String key,
      Map<String, String> headers,
      byte @Nullable [] payload,
      @Nullable AlertEvent alert) {
    /** One that is no alert. */
    public Message(
        String topic,
        @Nullable String key,
        Map<String, String> headers,
        byte @Nullable [] payload) {
      this(topic, key, headers, payload, null);
    }
  }

  /** An alert, and the app that it is about. */
  public record AlertEvent(String app, CloudEvent event) {}

  /** A promise that is not kept yet. */
  public record Promised(long id, Message message) {}

  /** Promises, in the order given; rolled back with the transaction. */
  public void append(Handle handle, List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    var update =
        handle.createUpdate(
            """
            INSERT INTO outbox (topic, key, headers, payload)
            SELECT topic, key, headers::jsonb, payload
            FROM unnest(:topic, :key, :headers, :payload)
              WITH ORDINALITY AS d(topic, key, headers, payload, nr) ORDER BY nr;
            NOTIFY <channel>\
            """);
    new Columns<>(messages)
        .text("topic", Message::topic)
        .text("key", Message::key)
        .text("headers", message -> JSON.writeValueAsString(message.headers()))
        .bytes("payload", Message::payload)
        .bindTo(update);
    update.define("channel", CHANNEL).execute();
    deliveries.promise(handle, messages);
  }

  /** Whether more promises than that are not kept yet. */
  public boolean hasMoreThan(Handle handle, int promises) {
    return handle
        .createQuery(
            "SELECT count(*) > :most FROM (SELECT FROM outbox LIMIT :most + 1) AS promised")
        .bind("most", promises)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * The oldest promises. The limit is bound, so that PostgreSQL plans each time: a plan that it had
   * made while the table was empty would read all of it, and what was deleted from it too.
   */
  public List<Promised> oldest(Jdbi jdbi, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, topic, key, headers, payload FROM outbox ORDER BY id LIMIT :limit\
                    """)
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Promised(
                            row.getLong("id"),
                            new Message(
                                row.getString("topic"),
                                row.getString("key"),
                                JSON.readValue(row.getString("headers"), HEADERS),
                                row.getBytes("payload"))))
                .list());
  }

  /**
   * Forgets promises that have been kept. Nobody waits for the disk: one that comes back after a
   * crash of the database is kept twice, with the same id.
   */
  public void delete(Jdbi jdbi, List<Long> ids) {
    jdbi.useTransaction(
        handle -> {
          Database.commitBeforeDisk(handle);
          handle
              .createUpdate("DELETE FROM outbox WHERE id = ANY (:ids)")
              .bindArray("ids", Long.class, ids.toArray())
              .execute();
        });
  }
}
