package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.devkit.services.DoomedProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledSimulatorTest {
  @TempDir Path directory;

  @Test
  void whatAKilledSimulatorHasAnsweredIsStillTrue() throws Exception {
    int port = freePort();
    String refreshToken;
    try (var _ =
        DoomedProcess.start(
            SimulatorMain.class, "--port=" + port, "--data=" + directory, "--mint-spacing=0")) {
      String authorize =
          "/oauth/authorize?client_id=crm-sync-prod&response_type=code&scope=users.read"
              + "&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback"
              + "&prompt=none&login_hint=user42%40acme.example";
      String location = send(port, authorize, null).headers().firstValue("location").orElseThrow();
      String code = location.replaceFirst(".*code=", "");
      String form = Outreach.encode(Outreach.exchangeForm(code, Environment.PRODUCTION));
      String body = send(port, "/oauth/token", form).body();
      refreshToken = Json.MAPPER.readTree(body).get("refresh_token").asString();
    }
    try (var simulator =
        OutreachSimulator.start(
            OutreachSimulator.Options.defaults()
                .withPort(port)
                .withDirectory(directory)
                .withSettings(settings -> settings.withMintSpacing(Duration.ZERO)))) {
      String form = Outreach.encode(Outreach.refreshForm(refreshToken, Environment.PRODUCTION));
      assertThat(send(port, "/oauth/token", form).statusCode()).isEqualTo(200);
      assertThat(simulator.history())
          .extracting(HistoryEntry::kind)
          .containsExactly("authorize", "exchange", "refresh");
    }
  }

  private static HttpResponse<String> send(int port, String path, @Nullable String form)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    if (form != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(form));
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
