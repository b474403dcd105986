package dev.evergrant.worker.intake;

import static dev.evergrant.worker.intake.Unhappy.PLANTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.Redaction;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.intake.Unhappy.Bad;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Fingerprints;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AcceptanceTest {
  private static final String REDIRECT_URI = "https://crm.example/cb";
  private static final Instant NOW = Samples.CLAIMED;
  private static final JWK KEY = Sealing.newKey(Kind.EC);
  private static final long SLOW_NANOS = 100_000_000;

  private final CloudEventCodec codec = new CloudEventCodec();
  private final Acceptance acceptance =
      new Acceptance(
          Map.of("crm-sync", app()),
          codec,
          new SealedCodes(List.of(new Secret(KEY.toJSONString())), codec),
          new Fingerprints(new byte[32]),
          new DeadLetters(new Redaction()));

  static List<Bad> unhappy() {
    return Unhappy.all(REDIRECT_URI, NOW, KEY);
  }

  @Test
  void thereAreHundredsOfThem() {
    assertThat(unhappy()).hasSizeGreaterThan(300);
  }

  @ParameterizedTest
  @MethodSource("unhappy")
  void whatIsNotAcceptableBecomesALetterThatHelpsAndHidesSecrets(Bad bad) {
    // When
    var letter = (Accepted.DeadLetter) accept(bad.record());
    // Then
    Map<String, String> headers = letter.message().headers();
    String reason = String.valueOf(headers.get("evergrant-reason"));
    assertThat(letter.field()).as(reason).isEqualTo(bad.field());
    assertThat(headers).containsEntry("evergrant-field", bad.field());
    assertThat(reason).startsWith(bad.field() + " ").endsWith(".").hasSizeBetween(25, 300);
    // What is wrong, and after a colon or a full stop what to do.
    assertThat(reason).matches("(?s).+[:.] .+\\.");
    assertThat(String.valueOf(letter.message().key())).doesNotContain(PLANTED);
    assertThat(reason).doesNotContain(PLANTED);
    assertThat(new String(Optional.ofNullable(letter.message().payload()).orElseThrow(), UTF_8))
        .doesNotContain(PLANTED)
        .hasSizeLessThan(1_000);
  }

  @ParameterizedTest
  @MethodSource("unhappy")
  void noneOfThemHoldsTheOthersUp(Bad bad) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5 && best > SLOW_NANOS; round++) {
      long from = System.nanoTime();
      assertThat(accept(bad.record())).isInstanceOf(Accepted.DeadLetter.class);
      best = Math.min(best, System.nanoTime() - from);
    }
    assertThat(best).isLessThan(SLOW_NANOS);
  }

  private Accepted accept(ProducerRecord<String, byte[]> record) {
    return acceptance.accept(acceptance.open(received(record)), NOW);
  }

  private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        0,
        7L,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  private static App app() {
    return new App(
        "crm-sync",
        Samples.outreach(),
        Set.of("acme"),
        List.of("users.read"),
        Map.of(
            "production", credentials("production", List.of()),
            "development", credentials("development", List.of("dev"))));
  }

  private static Credentials credentials(String environment, List<String> states) {
    return new Credentials(
        "crm-sync", environment, "id", new Secret("s"), List.of(REDIRECT_URI), states);
  }
}
