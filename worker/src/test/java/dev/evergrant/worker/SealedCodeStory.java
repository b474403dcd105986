package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.intake.Sealing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frontends that seal their codes, and the worker's keys for it. */
class SealedCodeStory {
  private final World world = new World();
  private final JWK older = Sealing.newKey(Kind.RSA);
  private final JWK newer = Sealing.newKey(Kind.EC);

  @AfterEach
  void closeTheWorld() {
    world.close();
  }

  @Test
  void aFrontendFetchesTheKeysAndSealsItsCodesAndKeysAreChangedWithoutHarm()
      throws IOException, InterruptedException, ParseException {
    // Given
    Worker first = startWorker(older);
    assertThat(published(first).getKeys()).containsExactly(older.toPublicJWK());
    // When
    connect("early", published(first).getKeys().getFirst());
    // Then
    world.awaitVersion(World.connection("early", Environment.DEVELOPMENT), 1);

    // Given
    world.stop(first);
    Worker second = startWorker(newer, older);
    assertThat(published(second).getKeys())
        .containsExactly(newer.toPublicJWK(), older.toPublicJWK());
    // When
    connect("behind", older.toPublicJWK());
    connect("ahead", published(second).getKeys().getFirst());
    // Then
    world.awaitVersion(World.connection("behind", Environment.DEVELOPMENT), 1);
    world.awaitVersion(World.connection("ahead", Environment.DEVELOPMENT), 1);

    // Given
    world.stop(second);
    startWorker(newer);
    // When
    connect("too-late", older.toPublicJWK());
    // Then
    eventually(() -> assertThat(world.listener().records(Topics.DEAD_LETTERS, null)).hasSize(1));
    var letter = world.listener().records(Topics.DEAD_LETTERS, null).getFirst();
    assertThat(Listener.header(letter, "evergrant-field")).isEqualTo("sealedCode");
    assertThat(Listener.header(letter, "evergrant-reason")).contains("/.well-known/jwks.json");
  }

  @Test
  void theSameCodeSealedTwiceIsExchangedOnce() {
    // Given
    startWorker(newer);
    String code = world.consent("twice", Environment.DEVELOPMENT);
    // When
    world.publish(sealed("twice", code, newer));
    world.publish(sealed("twice", code, newer));
    connect("after", newer);
    // Then
    world.awaitVersion(World.connection("twice", Environment.DEVELOPMENT), 1);
    ConnectionId after = World.connection("after", Environment.DEVELOPMENT);
    world.awaitVersion(after, 1);
    assertThat(world.seen("exchange", World.connection("twice", Environment.DEVELOPMENT)))
        .hasSize(1);
  }

  private Worker startWorker(JWK... keys) {
    world.withProviders(
        """
        providers:
          outreach:
            authorizeUrl: $authorize
            tokenUrl: $token
            mintSpacing: 0s
        """
            + Arrays.stream(keys)
                .map(key -> "'" + key.toJSONString() + "'")
                .collect(Collectors.joining(", ", "sealing: { keys: [", "] }\n")));
    return world.startWorker();
  }

  private void connect(String user, JWK key) {
    world.publish(sealed(user, world.consent(user, Environment.DEVELOPMENT), key));
  }

  private AuthorizationCompleted sealed(String user, String code, JWK key) {
    String inside = new String(World.CODEC.encode(new SealedCode(code, null)), UTF_8);
    AuthorizationCompleted plain = world.completed(user, Environment.DEVELOPMENT, code);
    return new AuthorizationCompleted(
        plain.app(),
        plain.environment(),
        plain.subject(),
        null,
        Sealing.seal(key, inside),
        plain.redirectUri(),
        null,
        null,
        plain.scope(),
        plain.user());
  }

  private static JWKSet published(Worker worker)
      throws IOException, InterruptedException, ParseException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var at = URI.create("http://localhost:" + worker.port() + "/.well-known/jwks.json");
      var answer =
          http.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/jwk-set+json");
      return JWKSet.parse(answer.body());
    }
  }
}
