package dev.evergrant.contracts.client;

import dev.evergrant.contracts.CloudEventCodec;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Hands events to Kafka. Safe for any thread.
 *
 * @param source the CloudEvents source
 * @param ids of events
 */
record Sender(
    Producer<String, byte[]> producer, String source, InstantSource clock, Supplier<UUID> ids)
    implements AutoCloseable {
  private static final CloudEventCodec CODEC = new CloudEventCodec();

  /**
   * Fulfilled when all in-sync replicas have the event, else {@link NotPublished}. Never throws,
   * and waits for as long as the producer's {@code max.block.ms} at most.
   */
  CompletableFuture<Void> send(String topic, String key, String type, Object data) {
    var confirmed = new CompletableFuture<Void>();
    var event = CODEC.event(ids.get().toString(), source, type, clock.instant(), data);
    try {
      var _ =
          producer.send(
              CODEC.write(topic, key, event),
              (_, problem) -> {
                if (problem == null) {
                  confirmed.complete(null);
                } else {
                  confirmed.completeExceptionally(notPublished(type, key, problem));
                }
              });
    } catch (KafkaException | IllegalStateException problem) {
      confirmed.completeExceptionally(notPublished(type, key, problem));
    }
    return confirmed;
  }

  private static NotPublished notPublished(String type, String key, Exception problem) {
    return new NotPublished(
        "The event %s of %s could not be published (%s); try again."
            .formatted(type, key, problem.getClass().getSimpleName()));
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close();
  }
}
