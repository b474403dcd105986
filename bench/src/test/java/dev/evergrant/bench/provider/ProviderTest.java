package dev.evergrant.bench.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evergrant.devkit.services.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ProviderTest {
  private static final int CONNECTED = 1;
  private static final int SUBJECTS = 2;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = FreePort.orAny(0);

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = new Provider(SUBJECTS, CONNECTED, 7_200, 0).start(port);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  @Test
  void aRefreshTokenWorksOnceAndBringsTheNextOne() throws Exception {
    String first = "grant_type=refresh_token&refresh_token=" + Tokens.refresh(0, 1);
    JsonNode issued = JsonMapper.builder().build().readTree(post("/oauth/token", first, 200));

    assertThat(issued.get("refresh_token").asString()).isEqualTo(Tokens.refresh(0, 2));
    assertThat(issued.get("access_token").asString()).isEqualTo(Tokens.access(0, 2));
    assertThat(issued.get("expires_in").asInt()).isEqualTo(7_200);
    assertThat(post("/oauth/token", first, 400)).contains("invalid_grant");
    assertThat(post("/counts", "", 200)).isEqualTo("1 1");
  }

  @Test
  void aCodeWorksOnceAndOnlyForWhoHasNoTokens() throws Exception {
    String code = "grant_type=authorization_code&code=";

    assertThat(post("/oauth/token", code + Tokens.code(1), 200)).contains(Tokens.refresh(1, 1));
    assertThat(post("/oauth/token", code + Tokens.code(1), 400)).contains("invalid_grant");
    assertThat(post("/oauth/token", code + Tokens.code(0), 400)).contains("invalid_grant");
  }

  @Test
  void whatIsNoTokenIsRefused() throws Exception {
    assertThat(post("/oauth/token", "grant_type=refresh_token&refresh_token=nonsense", 400))
        .contains("invalid_grant");
    String nobodys = "grant_type=refresh_token&refresh_token=" + Tokens.refresh(SUBJECTS, 1);
    assertThat(post("/oauth/token", nobodys, 400)).contains("invalid_grant");
  }

  private String post(String path, String body, int status) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(status);
    return answer.body();
  }
}
