package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.LiveToken;
import dev.evergrant.devkit.process.Child;
import dev.evergrant.devkit.services.FreePort;
import dev.evergrant.devkit.simulator.HistoryEntry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The provider, a process of its own, and its admin API, which no fault comes between. */
public final class Simulator implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration START = Duration.ofSeconds(60);
  private static final TypeReference<List<HistoryEntry>> HISTORY = new TypeReference<>() {};

  private final Child child;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Simulator(Child child, int port) {
    this.child = child;
    this.port = port;
  }

  static Simulator start(Setup setup, Path directory) throws IOException, InterruptedException {
    int port = FreePort.orAny(0);
    List<String> arguments =
        List.of(
            "--port=" + port,
            "--data=" + directory.resolve("simulator"),
            "--history-limit=5000000",
            "--refresh-tokens-kept=10000",
            "--redirect-uri=" + Setup.REDIRECT_URI,
            "--production-secret=" + Setup.CLIENT_SECRET,
            "--development-secret=" + Setup.CLIENT_SECRET,
            "--token-lifetime=" + setup.tokenLifetime().toSeconds() + "s",
            "--mint-spacing=0s",
            "--rotation=" + setup.rotation().wireName(),
            "--rotation-grace=" + setup.rotationGrace().toSeconds() + "s",
            "--development-grant-lifetime=" + setup.developmentLifetime().toSeconds() + "s");
    var child =
        Child.start(
            "the simulator",
            directory.resolve("simulator.log"),
            setup
                .programs()
                .own("dev.evergrant.devkit.simulator.SimulatorMain", Map.of(), arguments));
    child.awaitLine("ready", START);
    return new Simulator(child, port);
  }

  int port() {
    return port;
  }

  /** A user consents. Returns the code. */
  public String authorize(String user, boolean production)
      throws IOException, InterruptedException {
    String query =
        "client_id=%s&response_type=code&scope=users.read&prompt=none&redirect_uri=%s&login_hint=%s"
            .formatted(
                production ? "crm-sync-prod" : "crm-sync-dev",
                encoded(Setup.REDIRECT_URI),
                encoded(user));
    var answer = send("GET", "/oauth/authorize?" + query, null);
    return answer
        .headers()
        .firstValue("location")
        .map(location -> location.replaceFirst(".*[?&]code=", ""))
        .orElseThrow(() -> new IOException("the provider gives no code to " + user));
  }

  /** A user takes the app's access away, at the provider. */
  public void disconnect(String user, boolean production) throws IOException, InterruptedException {
    var wanted = Map.of("email", user, "environment", production ? "production" : "development");
    var _ = send("POST", "/sim/disconnect", JSON.writeValueAsString(wanted));
  }

  /** Switches faults of the token endpoint on, as JSON; an empty array switches them off. */
  public void faults(String json) throws IOException, InterruptedException {
    var answer = send("PUT", "/sim/faults", json);
    if (answer.statusCode() != 200) {
      throw new IOException("the simulator does not take the faults " + json);
    }
  }

  /** Everything that happened. */
  public List<HistoryEntry> history() throws IOException, InterruptedException {
    return JSON.readValue(send("GET", "/sim/history", null).body(), HISTORY);
  }

  /** The current refresh tokens of the grants that live. */
  public List<LiveToken> live() throws IOException, InterruptedException {
    List<LiveToken> live = new ArrayList<>();
    for (JsonNode grant : JSON.readTree(send("GET", "/sim/grants?live=true", null).body())) {
      if (grant.path("refreshToken").isString()) {
        live.add(
            new LiveToken(grant.get("email").asString(), grant.get("refreshToken").asString()));
      }
    }
    return live;
  }

  private HttpResponse<String> send(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    child.kill();
    http.close();
  }
}
