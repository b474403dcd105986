package dev.evergrant.contracts;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schemas that ship with the events. */
final class Schemas {
  static final String FOLDER = "dev/evergrant/contracts/schemas/";
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Schemas() {}

  /** The kinds of events, such as {@code token.issued.v1}. */
  static Stream<String> events() {
    return Stream.of(
        "authorization.completed.v1",
        "authorization.withdrawn.v1",
        "token.rejected.v1",
        "token.issued.v1",
        "token.refreshed.v1",
        "token.revoked.v1",
        "authorization.failed.v1",
        "reauthorization.required.v1",
        "reauthorization.resolved.v1",
        "app.paused.v1",
        "app.resumed.v1");
  }

  static JsonNode read(String folder, String name) {
    try (InputStream file =
        Objects.requireNonNull(
            Schemas.class.getClassLoader().getResourceAsStream(folder + name + ".json"), name)) {
      return JSON.readTree(file);
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** What an event's data lacks according to its schema; nothing if it is as it should be. */
  static List<String> problems(String event, JsonNode data) {
    return problems(
        REGISTRY.getSchema(SchemaLocation.of("classpath:" + FOLDER + event + ".json")), data);
  }

  /** What a schema lacks according to JSON Schema itself. */
  static List<String> problemsOfSchema(String name) {
    return problems(
        REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId())),
        read(FOLDER, name));
  }

  private static List<String> problems(Schema schema, JsonNode data) {
    return schema.validate(data, Schemas::withFormats).stream().map(Error::toString).toList();
  }

  private static void withFormats(ExecutionContext context) {
    context.executionConfig(config -> config.formatAssertionsEnabled(true));
  }
}
