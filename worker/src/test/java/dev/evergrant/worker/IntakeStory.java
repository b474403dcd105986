package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken in, and what becomes of what is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntakeStory {
  private static final String CODE = "planted-code-4711";
  private static final String VERIFIER = "planted-verifier-0123456789-0123456789-0123456789";

  private final World world = new World();

  @BeforeAll
  void startTheWorker() {
    world.startWorker();
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  @Test
  void structuredModeIsTheSameAsBinaryMode() {
    // Given
    String code = world.consent("structured", Environment.DEVELOPMENT);
    String envelope =
        """
        {"specversion":"1.0","id":"%s","source":"/test-frontend","type":"%s","time":"%s",
         "data":%s}
        """
            .formatted(
                UUID.randomUUID(),
                EventTypes.AUTHORIZATION_COMPLETED,
                world.now(),
                completed("structured", code, "\"environment\":\"development\""));
    var record =
        new ProducerRecord<String, byte[]>(Topics.AUTHORIZATIONS, envelope.getBytes(UTF_8));
    record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));
    // When
    world.send(record);
    // Then
    world.awaitVersion(World.connection("structured", Environment.DEVELOPMENT), 1);
  }

  @ParameterizedTest
  @MethodSource
  void credentialsFollowFromWhatTheEventSays(String user, String fields, Environment expected) {
    // Given
    String code = world.consent(user, expected);
    // When
    world.send(event(EventTypes.AUTHORIZATION_COMPLETED, completed(user, code, fields)));
    // Then
    world.awaitVersion(World.connection(user, expected), 1);
  }

  static Stream<Arguments> credentialsFollowFromWhatTheEventSays() {
    return Stream.of(
        Arguments.of("by-environment", "\"environment\":\"development\"", Environment.DEVELOPMENT),
        Arguments.of("by-state", "\"state\":\"dev\"", Environment.DEVELOPMENT),
        Arguments.of("by-redirect-uri", "\"state\":\"of-the-frontend\"", Environment.PRODUCTION));
  }

  @Test
  void whatIsNotAcceptableIsSetAsideAndThePartitionMovesOn() {
    // Given
    List<String> fields = new ArrayList<>();
    for (Bad bad : unacceptable()) {
      world.send(onPartitionZero(bad.record()));
      fields.add(bad.field());
    }
    // When
    ConnectionId good = World.connection("good", Environment.PRODUCTION);
    world.send(
        onPartitionZero(
            event(
                EventTypes.AUTHORIZATION_COMPLETED,
                completed(
                    "good",
                    world.consent("good", Environment.PRODUCTION),
                    "\"environment\":\"production\""))));
    // Then
    world.awaitVersion(good, 1);
    eventually(() -> assertThat(letters()).hasSize(fields.size()));
    assertThat(
            letters().stream()
                .sorted((a, b) -> Long.compare(offset(a), offset(b)))
                .map(letter -> Listener.header(letter, "evergrant-field")))
        .containsExactlyElementsOf(fields);
    assertThat(letters())
        .allSatisfy(
            letter -> {
              assertThat(Listener.header(letter, "evergrant-reason")).isNotBlank();
              assertThat(letter.toString()).doesNotContain("planted");
              assertThat(new String(letter.value(), UTF_8)).doesNotContain("planted");
              letter
                  .headers()
                  .forEach(
                      header ->
                          assertThat(new String(header.value(), UTF_8)).doesNotContain("planted"));
            });
  }

  private List<ConsumerRecord<String, byte[]>> letters() {
    return world.listener().records(Topics.DEAD_LETTERS, null);
  }

  private static long offset(ConsumerRecord<String, byte[]> letter) {
    return Long.parseLong(requireNonNull(Listener.header(letter, "evergrant-offset")));
  }

  /** A record that is not acceptable, and the field that its dead letter names. */
  private record Bad(ProducerRecord<String, byte[]> record, String field) {}

  private List<Bad> unacceptable() {
    String completed = EventTypes.AUTHORIZATION_COMPLETED;
    String good = completed("bad", CODE, "\"environment\":\"production\"");
    var late = event(completed, good);
    late.headers().remove("ce_time");
    late.headers()
        .add("ce_time", world.now().minus(Duration.ofMinutes(11)).toString().getBytes(UTF_8));
    var anonymous = event(completed, good);
    anonymous.headers().remove("ce_id");
    return List.of(
        new Bad(event(completed, "planted, but not JSON"), "value"),
        new Bad(event(completed, "{\"data\":[\"" + CODE + "\""), "value"),
        new Bad(event(completed, good.replace("crm-sync", "unknown")), "app"),
        new Bad(event(completed, good.replace("\"code\":", "\"kode\":")), "code"),
        new Bad(
            event(completed, good.replace(World.REDIRECT_URI, "https://elsewhere.example/")),
            "redirectUri"),
        new Bad(
            event(
                completed, good.replace("\"environment\":", "\"state\":\"dev\",\"environment\":")),
            "state"),
        new Bad(event(completed, good.replace("\"production\"", "\"staging\"")), "environment"),
        new Bad(event(completed, good.replace("\"bad\"", "42")), "subject"),
        new Bad(late, "time"),
        new Bad(anonymous, "ce_id"),
        new Bad(event("dev.evergrant.authorization.imagined.v1", good), "type"),
        new Bad(
            event(
                completed,
                good.replace("{\"app\"", "{\"padding\":\"" + "x".repeat(70_000) + "\",\"app\"")),
            "value"),
        new Bad(event(completed, null), "value"));
  }

  private static String completed(String user, String code, String fields) {
    String pkce = code.equals(CODE) ? "\"codeVerifier\":\"" + VERIFIER + "\"," : "";
    return """
    {"app":"crm-sync","subject":"%s","code":"%s","redirectUri":"%s",%s%s}
    """
        .formatted(user, code, World.REDIRECT_URI, pkce, fields);
  }

  // A null value is what Kafka itself allows; its types do not say so.
  @SuppressWarnings("NullAway")
  private ProducerRecord<String, byte[]> event(String type, @Nullable String data) {
    var record =
        new ProducerRecord<String, byte[]>(
            Topics.AUTHORIZATIONS, data == null ? null : data.getBytes(UTF_8));
    record.headers().add("ce_specversion", "1.0".getBytes(UTF_8));
    record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
    record.headers().add("ce_source", "/test-frontend".getBytes(UTF_8));
    record.headers().add("ce_type", type.getBytes(UTF_8));
    record.headers().add("ce_time", world.now().toString().getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<String, byte[]> onPartitionZero(
      ProducerRecord<String, byte[]> record) {
    return new ProducerRecord<>(record.topic(), 0, record.key(), record.value(), record.headers());
  }
}
