package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.client.Grant;
import dev.evergrant.contracts.client.GrantPublisher;
import dev.evergrant.contracts.client.NoToken;
import dev.evergrant.contracts.client.SubscriberKeys;
import dev.evergrant.contracts.client.TokenCache;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A frontend and a service that use the clients, on both sides of a worker. */
class ClientsStory {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final World world = new World();
  private final Map<String, String> kafka =
      Map.of("bootstrap.servers", world.stack().bootstrapServers());
  private final GrantPublisher publisher = new GrantPublisher(kafka, "/crm-frontend");
  private final List<TokenCache> caches = new ArrayList<>();

  @AfterEach
  void closeTheWorld() {
    publisher.close();
    caches.forEach(TokenCache::close);
    world.close();
  }

  private TokenCache cache(String subscriber, RSAKey key) throws Exception {
    var cache = new TokenCache(kafka, subscriber, SubscriberKeys.parse(key.toJSONString()));
    caches.add(cache);
    cache.start().get(30, TimeUnit.SECONDS);
    return cache;
  }

  private Grant grant(String user) {
    String code = world.consent(user, Environment.PRODUCTION);
    return Grant.of("crm-sync", user, code, World.REDIRECT_URI).withEnvironment("production");
  }

  private static String connection(String user) {
    return new ConnectionId("crm-sync", "production", user).toString();
  }

  private int statusOfTheProvidersApi(String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(world.outreach.baseUrl() + "/api/v2/users/me"))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void aPublishedGrantBecomesATokenThatTheProviderTakes() throws Exception {
    world.startWorker();
    TokenCache tokens = cache("crm-reader", Heard.KEY);
    publisher.publishGrant(grant("cara"), PATIENCE);
    eventually(() -> assertThat(tokens.state(connection("cara"))).isPresent());
    String token = tokens.accessToken(connection("cara"), Duration.ofMinutes(1));
    assertThat(statusOfTheProvidersApi(token)).isEqualTo(200);
    tokens.reportRejected(connection("cara"), 1).get(30, TimeUnit.SECONDS);
    eventually(
        () -> assertThat(tokens.state(connection("cara")).orElseThrow().version()).isEqualTo(2));
    publisher.publishWithdrawal(
        new AuthorizationWithdrawn("crm-sync", "production", "cara"), PATIENCE);
    eventually(
        () ->
            assertThat(
                    catchThrowableOfType(
                        NoToken.class, () -> tokens.accessToken(connection("cara"))))
                .hasMessageContaining("user_disconnected"));
  }

  @Test
  void aWorkerRestartInTheMiddleLosesNothing() throws Exception {
    int many = 100;
    Worker worker = world.startWorker();
    TokenCache tokens = cache("crm-reader", Heard.KEY);
    world.outreach.faults().set(Fault.of(Fault.Kind.DELAY).lasting(Duration.ofMillis(300)));
    List<CompletableFuture<Void>> confirmed = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      confirmed.add(publisher.publishGrant(grant("many-" + i)));
      if (i == many / 2) {
        eventually(() -> assertThat(world.seen("exchange")).isNotEmpty());
        world.stop(worker);
      }
    }
    world.outreach.faults().clear();
    world.startWorker();
    CompletableFuture.allOf(confirmed.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    for (int i = 0; i < many; i++) {
      String connection = connection("many-" + i);
      eventually(() -> assertThat(tokens.state(connection)).isPresent());
      assertThat(tokens.accessToken(connection)).isNotEmpty();
    }
    assertThat(world.seen("exchange")).hasSize(many);
  }

  @Test
  void aSubscriberOpensNothingThatIsNotItsOwn() throws Exception {
    world.startWorker();
    ConnectionId dora = world.connect("dora", Environment.PRODUCTION);
    world.awaitVersion(dora, 1);
    RSAKey stranger = key();
    TokenCache notAllowed = cache("billing-reader", stranger);
    TokenCache anothersName = cache("crm-reader", stranger);
    assertThat(refusal(notAllowed, dora)).isEqualTo(NoToken.Reason.NOT_ALLOWED);
    assertThat(refusal(anothersName, dora)).isEqualTo(NoToken.Reason.NOT_OPENED);
    assertThat(cache("crm-reader", Heard.KEY).accessToken(dora.toString())).isNotEmpty();
  }

  private static NoToken.Reason refusal(TokenCache cache, ConnectionId connection) {
    return catchThrowableOfType(NoToken.class, () -> cache.accessToken(connection.toString()))
        .reason();
  }

  private static RSAKey key() throws JOSEException {
    return new RSAKeyGenerator(2048).keyID("stranger-1").generate();
  }
}
