package dev.evergrant.worker.intake;

import com.nimbusds.jose.jwk.JWK;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Malformed and hostile records, each with the field that its dead letter has to name. Wherever a
 * secret could stand, and in many places where none should, there is {@value #PLANTED}.
 */
public final class Unhappy {
  public static final String PLANTED = "planted-s3cret";

  private Unhappy() {}

  /** One of them. */
  public record Bad(String name, ProducerRecord<String, byte[]> record, String field) {
    @Override
    public String toString() {
      return field + ": " + name;
    }
  }

  /**
   * All of them.
   *
   * @param redirectUri of the app {@code crm-sync}, for production and development alike; the state
   *     {@code dev} means the latter
   * @param key the worker's sealing key, of EC
   */
  public static List<Bad> all(String redirectUri, Instant now, JWK key) {
    return Stream.of(
            new UnhappyValues(redirectUri, now),
            new UnhappyFields(redirectUri, now),
            new UnhappyAttributes(redirectUri, now),
            new UnhappySealed(redirectUri, now, key))
        .flatMap(corpus -> corpus.all().stream())
        .toList();
  }
}
