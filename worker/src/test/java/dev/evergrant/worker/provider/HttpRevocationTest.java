package dev.evergrant.worker.provider;

import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BODY;
import static dev.evergrant.worker.provider.Samples.CREDENTIALS;
import static dev.evergrant.worker.provider.Samples.PROVIDER;
import static dev.evergrant.worker.provider.Samples.REFRESH_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.provider.Revocation.Outcome.Failed;
import dev.evergrant.worker.provider.Revocation.Outcome.NotOffered;
import dev.evergrant.worker.provider.Revocation.Outcome.Told;
import dev.evergrant.worker.provider.ScriptedServer.Script;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpRevocationTest {

  private final FormClient client = new FormClient(4, System::nanoTime);
  private final Revocation revocation = new HttpRevocation(client);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aProviderWithoutAnEndpointIsNotAsked() {
    assertThat(revocation.revoke(PROVIDER, CREDENTIALS, REFRESH_TOKEN)).isEqualTo(new NotOffered());
  }

  @Test
  void theRefreshTokenIsSentWithItsKindAndTheClient() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.text(200, "text/plain", ""))) {
      assertThat(revoked(server.url("/oauth/revoke"))).isEqualTo(new Told());
      var request = server.requests().getFirst();
      assertThat(request.head()).startsWith("POST /oauth/revoke ");
      assertThat(request.form())
          .isEqualTo(
              Map.of(
                  "token",
                  REFRESH_TOKEN.reveal(),
                  "token_type_hint",
                  "refresh_token",
                  "client_id",
                  "client:1",
                  "client_secret",
                  Samples.CLIENT_SECRET));
    }
  }

  @Test
  void anythingButSuccessLeavesTheTokenAlive() throws Exception {
    assertFailed(ScriptedServer.json(503, ""), "status 503");
    assertFailed(ScriptedServer.json(400, "{\"error\":\"unsupported_token_type\"}"), "status 400");
    assertFailed(ScriptedServer.json(302, "", "Location: /elsewhere"), "status 302");
  }

  /** Either the socket's time is up first or the call's. */
  @Test
  void silenceLeavesTheTokenAlive() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.silence())) {
      assertThat(revoked(server.url("/oauth/revoke")))
          .isIn(
              new Failed("sent, then no answer within 300 ms"),
              new Failed("sent, then SocketTimeoutException"));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anUnreachableEndpointLeavesTheTokenAlive() {
    assertThat(revoked(URI.create("https://no-such-host.invalid/revoke")))
        .isEqualTo(new Failed("not sent: UnknownHostException"));
  }

  private void assertFailed(Script script, String problem) throws Exception {
    try (var server = new ScriptedServer(script)) {
      assertThat(revoked(server.url("/oauth/revoke"))).isEqualTo(new Failed(problem));
      assertThat(server.requests()).hasSize(1);
    }
  }

  private Revocation.Outcome revoked(URI url) {
    var provider = Samples.provider(PROVIDER.tokenUrl(), url, BODY, Duration.ofMillis(300));
    return revocation.revoke(provider, CREDENTIALS, REFRESH_TOKEN);
  }
}
