package dev.evergrant.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Within {@code v1} fields are only ever added: whatever keeps to the released schemas keeps to
 * today's, and the other way round. The folder {@code released} holds what has been promised; a new
 * optional field is added there when it has been released.
 */
class CompatibilityTest {
  private static final String RELEASED = "dev/evergrant/contracts/released/";

  /** What tells people something and means nothing to a validator. */
  private static final Set<String> WORDS = Set.of("description", "title", "examples");

  /** Where names may be added. */
  private static final Set<String> OPEN = Set.of("properties", "$defs");

  static Stream<String> schemas() {
    return Stream.concat(Schemas.events(), Stream.of("common.v1"));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void nothingThatWasReleasedHasChanged(String schema) {
    assertThat(changes("", Schemas.read(RELEASED, schema), Schemas.read(Schemas.FOLDER, schema)))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} of {1} becomes {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /required              | token.revoked.v1           | ["connection"]
          /required              | authorization.withdrawn.v1 | ["app","subject","environment"]
          /properties/status     | token.issued.v1            | {"type":"string"}
          /properties/part/minimum | reauthorization.required.v1 | 2
          /properties/kind/enum  | reauthorization.required.v1 | ["expired"]
          /properties/code/maxLength | authorization.completed.v1 | 100
          /$defs/subject/type    | common.v1                  | "number"
          /oneOf                 | authorization.completed.v1 | []
          """)
  void aChangeThatIsNotAdditiveIsFound(String place, String schema, String value) {
    JsonNode changed = Schemas.read(Schemas.FOLDER, schema).deepCopy();
    int last = place.lastIndexOf('/');
    ((ObjectNode) changed.at(place.substring(0, last)))
        .set(place.substring(last + 1), Schemas.JSON.readTree(value));
    assertThat(changes("", Schemas.read(RELEASED, schema), changed)).isNotEmpty();
  }

  @Test
  void aFieldThatIsGoneIsFound() {
    JsonNode changed = Schemas.read(Schemas.FOLDER, "token.issued.v1").deepCopy();
    ((ObjectNode) changed.get("properties")).remove("scope");
    assertThat(changes("", Schemas.read(RELEASED, "token.issued.v1"), changed))
        .containsExactly("/properties/scope");
  }

  @Test
  void anOptionalFieldMayBeAddedAndWordsMayChange() {
    ObjectNode changed = (ObjectNode) Schemas.read(Schemas.FOLDER, "token.issued.v1").deepCopy();
    ((ObjectNode) changed.get("properties"))
        .set("new", Schemas.JSON.readTree("{\"type\": \"string\"}"));
    changed.put("description", "Other words.");
    assertThat(changes("", Schemas.read(RELEASED, "token.issued.v1"), changed)).isEmpty();
  }

  /** The places at which something that was promised is not so any more. */
  private static List<String> changes(String place, JsonNode released, JsonNode now) {
    if (!(released instanceof ObjectNode before) || !(now instanceof ObjectNode after)) {
      return released.equals(now) ? List.of() : List.of(place);
    }
    List<String> changes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : before.properties()) {
      String name = entry.getKey();
      JsonNode other = after.get(name);
      if (other == null) {
        if (!WORDS.contains(name) || isNames(place)) {
          changes.add(place + "/" + name);
        }
      } else if (!WORDS.contains(name) || isNames(place)) {
        changes.addAll(changes(place + "/" + name, entry.getValue(), other));
      }
    }
    for (String name : after.propertyNames()) {
      if (!before.has(name) && !WORDS.contains(name) && !isNames(place)) {
        changes.add(place + "/" + name);
      }
    }
    return changes;
  }

  /** Whether what stands here are names of the contract's own, not keywords. */
  private static boolean isNames(String place) {
    return OPEN.contains(place.substring(place.lastIndexOf('/') + 1));
  }
}
