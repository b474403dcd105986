package dev.evergrant.bench.stage;

import dev.evergrant.bench.provider.ProviderMain;
import dev.evergrant.devkit.process.Child;
import dev.evergrant.devkit.services.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A provider, a process of its own. */
public final class ProviderProcess implements AutoCloseable {
  private final Child child;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private ProviderProcess(Child child, int port) {
    this.child = child;
    this.port = port;
  }

  static ProviderProcess start(Setup setup, Setup.App app)
      throws IOException, InterruptedException {
    int port = FreePort.orAny(0);
    var child =
        Programs.own(
            "the provider",
            setup.directory().resolve("provider-" + app.name() + ".log"),
            "512m",
            ProviderMain.class.getName(),
            List.of(
                String.valueOf(port),
                String.valueOf(app.connected() + app.newcomers()),
                String.valueOf(app.connected()),
                String.valueOf(app.tokenLifetime().toSeconds()),
                String.valueOf(app.delay().toMillis())));
    child.awaitLine("ready", Duration.ofSeconds(30));
    return new ProviderProcess(child, port);
  }

  int port() {
    return port;
  }

  long pid() {
    return child.pid();
  }

  /**
   * What it has answered.
   *
   * @param issued token sets
   * @param refused requests with a token or code that was spent before
   */
  public record Counts(long issued, long refused) {}

  /** What it has answered so far. */
  public Counts counts() throws IOException, InterruptedException {
    String[] counts = post("/counts", "").split(" ", 2);
    return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]));
  }

  /** How long it thinks from now on. */
  public void delay(Duration delay) throws IOException, InterruptedException {
    String _ = post("/delay", String.valueOf(delay.toMillis()));
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    child.kill();
    http.close();
  }
}
