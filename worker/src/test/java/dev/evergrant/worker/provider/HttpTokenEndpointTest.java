package dev.evergrant.worker.provider;

import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BASIC;
import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BODY;
import static dev.evergrant.worker.provider.Samples.CREDENTIALS;
import static dev.evergrant.worker.provider.Samples.LATEST;
import static dev.evergrant.worker.provider.Samples.REFRESH;
import static dev.evergrant.worker.provider.Samples.provider;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Reply.InDoubt;
import dev.evergrant.worker.lifecycle.Reply.Issued;
import dev.evergrant.worker.lifecycle.Reply.Throttled;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.provider.ScriptedServer.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTokenEndpointTest {

  private static final String TOKENS =
      """
      {"access_token":"at-1","token_type":"Bearer","expires_in":7200,"refresh_token":"rt-2"}\
      """;
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FormClient client = new FormClient(4, System::nanoTime);
  private final TokenEndpoint endpoint =
      new HttpTokenEndpoint(client, () -> Instant.parse("2026-11-24T12:00:00Z"));

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anExchangeSendsCodeRedirectUriVerifierAndClientInTheBody() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.json(200, TOKENS))) {
      var question =
          new Question.Exchange(
              new Secret("c&o=de"), "https://crm.example/oauth/callback", new Secret("verifier~1"));
      var answer =
          endpoint.ask(provider(server.url("/oauth/token")), CREDENTIALS, question, LATEST);

      assertThat(answer.reply()).isInstanceOf(Issued.class);
      var request = server.requests().getFirst();
      assertThat(request.head()).startsWith("POST /oauth/token HTTP/1.1\r\n");
      assertThat(request.header("Accept")).isEqualTo("application/json");
      assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.form())
          .isEqualTo(
              Map.of(
                  "grant_type", "authorization_code",
                  "code", "c&o=de",
                  "redirect_uri", "https://crm.example/oauth/callback",
                  "code_verifier", "verifier~1",
                  "client_id", "client:1",
                  "client_secret", Samples.CLIENT_SECRET));
    }
  }

  @Test
  void basicAuthenticationEncodesBothPartsAndLeavesThemOutOfTheBody() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.json(200, TOKENS))) {
      var provider = provider(server.url("/oauth/token"), null, BASIC, PATIENCE);
      endpoint.ask(provider, CREDENTIALS, REFRESH, LATEST);

      var request = server.requests().getFirst();
      assertThat(request.form())
          .isEqualTo(Map.of("grant_type", "refresh_token", "refresh_token", "EcC-5gWjbN-refresh"));
      var pair = request.header("Authorization").substring("Basic ".length());
      assertThat(new String(Base64.getDecoder().decode(pair), UTF_8))
          .isEqualTo("client%3A1:" + Form.encode(Samples.CLIENT_SECRET));
    }
  }

  @Test
  void theTimeOfSendingIsTakenWhenTheBodyLeaves() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.json(200, TOKENS))) {
      long before = System.nanoTime();
      var answer = endpoint.ask(provider(server.url("/")), CREDENTIALS, REFRESH, LATEST);
      assertThat(answer.sentNanos() - before).isPositive();
      assertThat(System.nanoTime() - answer.sentNanos()).isPositive();
    }
  }

  @Test
  void aRedirectIsNotFollowedAndInDoubt() throws Exception {
    var location = "Location: /elsewhere";
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      try (var server = new ScriptedServer(ScriptedServer.json(status, "{}", location))) {
        assertThat(asked(server)).isInstanceOf(InDoubt.class);
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void unavailableServersAndChallengesAreNotAskedAgain() throws Exception {
    for (int status : new int[] {401, 407, 429, 500, 503}) {
      var script =
          ScriptedServer.json(
              status, "", "Retry-After: 0", "WWW-Authenticate: Basic realm=\"token\"");
      try (var server = new ScriptedServer(script)) {
        asked(server);
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void cookiesAreNotKept() throws Exception {
    try (var server =
        new ScriptedServer(ScriptedServer.json(200, TOKENS, "Set-Cookie: who=someone"))) {
      asked(server);
      asked(server);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().getLast().header("Cookie")).isEmpty();
    }
  }

  @Test
  void retryAfterIsPassedOn() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.json(429, "", "Retry-After: 37"))) {
      assertThat(asked(server)).isEqualTo(new Throttled(Duration.ofSeconds(37)));
    }
  }

  @Test
  void anAnswerLongerThanTheLimitIsInDoubt() throws Exception {
    var longer = "{\"access_token\":\"" + "x".repeat(FormClient.LONGEST_ANSWER) + "\"}";
    try (var server = new ScriptedServer(ScriptedServer.json(200, longer))) {
      assertThat(asked(server)).isEqualTo(new InDoubt("answer longer than 256 KiB", true));
    }
  }

  @Test
  void aConnectionThatIsResetAfterTheRequestIsInDoubt() throws Exception {
    assertInDoubt(ScriptedServer.reset());
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerIsInDoubt() throws Exception {
    assertInDoubt((_, socket) -> socket.close());
  }

  @Test
  void anAnswerThatIsNotHttpIsInDoubt() throws Exception {
    assertInDoubt(
        (_, socket) -> {
          ScriptedServer.send(socket, "garbage EcC-5gWjbN-refresh\r\n\r\n");
          socket.close();
        });
  }

  @Test
  void aTokenSetThatCameBeforeTheConnectionBrokeIsKept() throws Exception {
    Script chunkWithoutEnd =
        (_, socket) -> {
          var head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
          var chunk = Integer.toHexString(TOKENS.length()) + "\r\n" + TOKENS + "\r\n";
          ScriptedServer.send(socket, head + chunk);
          socket.close();
        };
    try (var server = new ScriptedServer(chunkWithoutEnd)) {
      assertThat(asked(server)).isInstanceOf(Issued.class);
    }
  }

  @Test
  void aTruncatedAnswerIsInDoubt() throws Exception {
    assertInDoubt(
        (_, socket) -> {
          ScriptedServer.send(
              socket,
              "HTTP/1.1 200 OK\r\nContent-Length: "
                  + TOKENS.length()
                  + "\r\n\r\n"
                  + TOKENS.substring(0, 40));
          socket.close();
        });
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    assertInDoubtAtTheDeadline(ScriptedServer.silence());
  }

  @Test
  void aSlowDripOfTheAnswerEndsAtTheDeadline() throws Exception {
    assertInDoubtAtTheDeadline(
        (_, socket) -> {
          ScriptedServer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
          socket.setSoTimeout(20);
          for (boolean connected = true; connected; ) {
            ScriptedServer.send(socket, " ");
            connected = ScriptedServer.waited(socket);
          }
        });
  }

  @Test
  void anInterruptedCallerGetsItsAnswerAtOnce() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.silence())) {
      Thread.currentThread().interrupt();
      var answer = endpoint.ask(provider(server.url("/")), CREDENTIALS, REFRESH, LATEST);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(answer.reply()).isInstanceOfAny(Reply.Unavailable.class, InDoubt.class);
    }
  }

  @Test
  void connectionsAreUsedAgainUnlessTheServerHasClosedThem() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.json(200, TOKENS))) {
      for (int i = 0; i < 5; i++) {
        assertThat(asked(server)).isInstanceOf(Issued.class);
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCallLeftAtItsDeadlineFreesItsConnection() throws Exception {
    try (var server = new ScriptedServer(ScriptedServer.silence())) {
      for (int i = 0; i < 6; i++) {
        var provider = provider(server.url("/"), null, BODY, Duration.ofMillis(800));
        assertThat(endpoint.ask(provider, CREDENTIALS, REFRESH, LATEST).reply())
            .isInstanceOf(InDoubt.class);
      }
      assertThat(server.requests()).hasSize(6);
    }
  }

  private Reply asked(ScriptedServer server) {
    return endpoint
        .ask(
            provider(server.url("/oauth/token"), null, BODY, PATIENCE),
            CREDENTIALS,
            REFRESH,
            LATEST)
        .reply();
  }

  private void assertInDoubt(Script script) throws Exception {
    try (var server = new ScriptedServer(script)) {
      var reply = asked(server);
      assertThat(((InDoubt) reply).over()).isTrue();
      assertThat(reply.toString()).doesNotContain("EcC-5gWjbN", "at-1");
      assertThat(server.requests()).hasSize(1);
    }
  }

  private void assertInDoubtAtTheDeadline(Script script) throws Exception {
    try (var server = new ScriptedServer(script)) {
      var provider = provider(server.url("/"), null, BODY, DEADLINE);
      // Without a deadline this would not return. The socket's own time-out may be the faster one.
      var answer = endpoint.ask(provider, CREDENTIALS, REFRESH, LATEST);
      assertThat(((InDoubt) answer.reply()).over()).isFalse();
      assertThat(server.requests()).hasSize(1);
    }
  }
}
