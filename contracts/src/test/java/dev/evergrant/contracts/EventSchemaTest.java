package dev.evergrant.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas say what the codec reads and writes, neither more nor less. */
class EventSchemaTest {
  private final CloudEventCodec codec = new CloudEventCodec(1 << 20);

  static Stream<String> events() {
    return Schemas.events();
  }

  @ParameterizedTest
  @MethodSource("events")
  void aSchemaIsOneItself(String event) {
    assertThat(Schemas.problemsOfSchema(event)).isEmpty();
    assertThat(Schemas.problemsOfSchema("common.v1")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("events")
  void itsExamplesKeepToItAndAreRead(String event) throws UnacceptableEvent {
    JsonNode examples = Schemas.read(Schemas.FOLDER, event).path("examples");
    assertThat(examples.size()).isPositive();
    for (JsonNode example : examples) {
      assertThat(Schemas.problems(event, example)).isEmpty();
      Object data = codec.data(event(event, example), type(event));
      assertThat(Schemas.JSON.readTree(codec.encode(data))).isEqualTo(example);
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatItRequiresTheCodecRequires(String event) {
    ObjectNode example = (ObjectNode) Schemas.read(Schemas.FOLDER, event).path("examples").get(0);
    List<String> optionalToTheCodec = new ArrayList<>();
    for (JsonNode name : Schemas.read(Schemas.FOLDER, event).path("required")) {
      ObjectNode without = example.deepCopy();
      without.remove(name.stringValue());
      assertThat(Schemas.problems(event, without)).isNotEmpty();
      if (isRead(event, without)) {
        optionalToTheCodec.add(name.stringValue());
      }
    }
    // A reader is more lenient than what the worker promises to write.
    assertThat(List.of("issuedAt", "expiresAt", "reason", "connections"))
        .containsAll(optionalToTheCodec);
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatTheCodecRefusesTheSchemaRefuses(String event) {
    ObjectNode example = (ObjectNode) Schemas.read(Schemas.FOLDER, event).path("examples").get(0);
    for (Map.Entry<String, JsonNode> field : example.properties()) {
      for (JsonNode wrong : List.of(JSON_TRUE, JSON_NUMBER, JSON_NUL, JSON_LIST, JSON_LONG)) {
        ObjectNode broken = example.deepCopy();
        broken.set(field.getKey(), wrong);
        if (!isRead(event, broken)) {
          assertThat(Schemas.problems(event, broken))
              .as(event + "." + field.getKey() + " = " + abbreviated(wrong))
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void aCodeAndASealedCodeAreNotBothWanted() {
    JsonNode examples = Schemas.read(Schemas.FOLDER, "authorization.completed.v1").path("examples");
    ObjectNode both = (ObjectNode) examples.get(0).deepCopy();
    both.set("sealedCode", examples.get(1).get("sealedCode"));
    assertThat(Schemas.problems("authorization.completed.v1", both)).isNotEmpty();
    assertThat(isRead("authorization.completed.v1", both)).isFalse();
  }

  private static final JsonNode JSON_TRUE = Schemas.JSON.readTree("true");
  private static final JsonNode JSON_NUMBER = Schemas.JSON.readTree("-1");
  private static final JsonNode JSON_NUL = Schemas.JSON.readTree("\"a\\u0001b\"");
  private static final JsonNode JSON_LIST = Schemas.JSON.readTree("[1]");
  private static final JsonNode JSON_LONG = Schemas.JSON.readTree("\"" + "x".repeat(70_000) + "\"");

  private static String abbreviated(JsonNode value) {
    String text = value.toString();
    return text.substring(0, Math.min(20, text.length()));
  }

  private boolean isRead(String event, JsonNode data) {
    try {
      var _ = codec.data(event(event, data), type(event));
      return true;
    } catch (UnacceptableEvent refused) {
      return false;
    }
  }

  private static CloudEvent event(String event, JsonNode data) {
    return new CloudEvent(
        "e-1", "/x", "dev.evergrant." + event, null, data.toString().getBytes(UTF_8));
  }

  private static Class<?> type(String event) {
    return switch (event) {
      case "authorization.completed.v1" -> AuthorizationCompleted.class;
      case "authorization.withdrawn.v1" -> AuthorizationWithdrawn.class;
      case "token.rejected.v1" -> TokenRejected.class;
      case "token.issued.v1", "token.refreshed.v1", "token.revoked.v1" -> TokenUpdate.class;
      default -> Alert.class;
    };
  }
}
