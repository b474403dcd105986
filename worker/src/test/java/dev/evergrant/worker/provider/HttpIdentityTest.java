package dev.evergrant.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.IdentityEndpoint.Answer;
import dev.evergrant.worker.provider.ScriptedServer.Script;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpIdentityTest {
  private static final Secret TOKEN = new Secret("access-token-81");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Identity.Pointers POINTERS = new Identity.Pointers("/id", null, "/org/name");
  private static final String ME = "{\"id\":1042,\"org\":{\"name\":\"acme\"}}";

  private final HttpIdentity endpoint = new HttpIdentity(2, () -> Instant.EPOCH);

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void thePersonIsWhereThePointersPoint() throws IOException {
    try (var server = new ScriptedServer(ScriptedServer.json(200, ME))) {
      assertThat(ask(server, PATIENCE)).isEqualTo(new Answer.Told(new User("1042", null, "acme")));
      var request = server.requests().getFirst();
      assertThat(request.head()).startsWith("GET /me HTTP/1.1");
      assertThat(request.header("Authorization")).isEqualTo("Bearer access-token-81");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"silence", "reset", "slow drip", "half", "endless"})
  void aServerThatMisbehavesIsForAnotherTimeAndWithinTheDeadline(String how) throws IOException {
    try (var server = new ScriptedServer(script(how))) {
      var answer = ask(server, how.equals("endless") ? PATIENCE : Duration.ofMillis(500));
      assertThat(answer).isInstanceOf(Answer.NotNow.class);
      assertThat(answer.toString()).doesNotContain("1042", TOKEN.reveal());
    }
  }

  @Test
  void aServerThatIsNotThereIsForAnotherTime() {
    var nowhere = new Identity.UserInfo(URI.create("http://localhost:1/me"), POINTERS);
    assertThat(endpoint.ask(nowhere, TOKEN, PATIENCE)).isInstanceOf(Answer.NotNow.class);
  }

  @Test
  void theTokenIsNotCarriedToWhereARedirectLeads() throws IOException {
    try (var elsewhere = new ScriptedServer(ScriptedServer.json(200, ME));
        var server =
            new ScriptedServer(
                ScriptedServer.json(302, "{}", "Location: " + elsewhere.url("/me")))) {
      assertThat(ask(server, PATIENCE)).isInstanceOf(Answer.NotNow.class);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void claimsAreReadWithoutACall() {
    assertThat(endpoint.ask(new Identity.Claims(POINTERS), new Secret("h.e30.s"), PATIENCE))
        .isEqualTo(new Answer.Told(User.UNKNOWN));
  }

  private Answer ask(ScriptedServer server, Duration deadline) {
    return endpoint.ask(new Identity.UserInfo(server.url("/me"), POINTERS), TOKEN, deadline);
  }

  private static Script script(String how) {
    return switch (how) {
      case "silence" -> ScriptedServer.silence();
      case "reset" -> ScriptedServer.reset();
      case "slow drip" ->
          (_, socket) -> {
            ScriptedServer.send(socket, "HTTP/1.1 200 Slow\r\nContent-Length: 9999\r\n\r\n");
            socket.setSoTimeout(20);
            while (ScriptedServer.waited(socket)) {
              ScriptedServer.send(socket, " ");
            }
          };
      case "half" ->
          (_, socket) -> {
            ScriptedServer.send(
                socket, "HTTP/1.1 200 Half\r\nContent-Length: 9999\r\n\r\n{\"id\":1042,");
            socket.close();
          };
      case "endless" -> ScriptedServer.json(200, " ".repeat(300 * 1024) + ME);
      default -> throw new IllegalArgumentException(how);
    };
  }
}
