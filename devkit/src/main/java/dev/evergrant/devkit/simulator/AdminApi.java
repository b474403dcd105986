package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything under {@code /sim/}: what no real provider has. */
final class AdminApi {
  private static final TypeReference<List<Fault>> FAULTS = new TypeReference<>() {};

  private final ProviderState state;
  private final Administration administration;
  private final Faults faults;

  AdminApi(ProviderState state, Administration administration, Faults faults) {
    this.state = state;
    this.administration = administration;
    this.faults = faults;
  }

  private record ClockChange(@Nullable Duration advance, @Nullable Instant set) {}

  record Disconnect(String email, Environment environment) {
    Disconnect {
      Objects.requireNonNull(email, "email");
      Objects.requireNonNull(environment, "environment");
    }
  }

  record NewSecret(Environment environment, String secret) {
    NewSecret {
      Objects.requireNonNull(environment, "environment");
      Objects.requireNonNull(secret, "secret");
    }
  }

  void handle(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Answer answer =
        switch (call) {
          case "GET /sim/history" -> history(Responses.query(exchange));
          case "GET /sim/grants" -> grants(Responses.query(exchange));
          case "GET /sim/faults" -> Answer.json(200, faults.list());
          case "PUT /sim/faults" -> setFaults(Responses.body(exchange));
          case "GET /sim/settings" -> settings();
          case "PUT /sim/settings" -> changeSettings(Responses.body(exchange));
          case "GET /sim/clock" -> clock();
          case "PUT /sim/clock" -> moveClock(Responses.body(exchange));
          case "POST /sim/disconnect" -> disconnect(Responses.body(exchange));
          case "PUT /sim/secret" -> changeSecret(Responses.body(exchange));
          default -> Answer.notFound();
        };
    Responses.send(exchange, answer);
  }

  private Answer history(Form query) {
    long since = query.get("since").map(Long::parseLong).orElse(0L);
    return Answer.json(200, state.history().since(since, query.get("kind").orElse(null)));
  }

  private Answer grants(Form query) {
    Optional<String> email = query.get("email").map(User::normalized);
    Optional<Environment> environment = query.get("environment").map(Environment::of);
    Optional<Boolean> live = query.get("live").map(Boolean::parseBoolean);
    return Answer.json(
        200,
        administration.grants(
            grant ->
                matches(email, grant.email())
                    && matches(environment, grant.environment())
                    && matches(live, grant.live())));
  }

  private static <T> boolean matches(Optional<T> wanted, T actual) {
    return wanted.isEmpty() || wanted.get().equals(actual);
  }

  private Answer setFaults(String body) {
    faults.set(Json.MAPPER.readValue(body, FAULTS));
    return Answer.json(200, faults.list());
  }

  /** Without the client secrets, which are no one's business. */
  private Answer settings() {
    ObjectNode settings = Json.MAPPER.valueToTree(state.settings());
    for (JsonNode app : settings.get("apps")) {
      ((ObjectNode) app).remove("clientSecret");
    }
    return Answer.json(200, settings);
  }

  /** Changes the settings that are named and leaves the others. */
  private Answer changeSettings(String body) {
    if (!(Json.MAPPER.readTree(body) instanceof ObjectNode changes)) {
      throw new IllegalArgumentException("settings are a JSON object");
    }
    state.settings(
        present -> {
          ObjectNode merged = Json.MAPPER.valueToTree(present);
          merged.setAll(changes);
          return Json.MAPPER.treeToValue(merged, Settings.class);
        });
    return settings();
  }

  private Answer clock() {
    return Answer.json(
        200,
        Map.of(
            "now",
            state.clock().instant().toString(),
            "offset",
            state.clock().offset().toString()));
  }

  private Answer moveClock(String body) {
    var change = Json.MAPPER.readValue(body, ClockChange.class);
    if ((change.advance() == null) == (change.set() == null)) {
      throw new IllegalArgumentException("either advance or set, please");
    }
    if (change.advance() != null) {
      administration.advance(change.advance());
    }
    if (change.set() != null) {
      administration.setTime(change.set());
    }
    return clock();
  }

  private Answer disconnect(String body) {
    var wanted = Json.MAPPER.readValue(body, Disconnect.class);
    int grants = administration.disconnect(wanted.email(), wanted.environment());
    return Answer.json(200, Map.of("grants", grants));
  }

  private Answer changeSecret(String body) {
    var wanted = Json.MAPPER.readValue(body, NewSecret.class);
    administration.regenerateSecret(wanted.environment(), wanted.secret());
    return Answer.json(200, Map.of());
  }
}
