package dev.evergrant.contracts.client;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A frontend hands a code over, and nobody on the way can read it. */
class GrantPublisherStory {
  private static final String CODE = "c0de-that-nobody-may-see";
  private static final String VERIFIER = "verifier-that-nobody-may-see-0123456789abcdef";
  private static final Grant GRANT =
      Grant.of("crm-sync", "user-42", CODE, "https://crm.example/oauth/callback")
          .withState("dev")
          .withCodeVerifier(VERIFIER)
          .withScope("users.read")
          .withUser(new User("1042", "user42@acme.example", "acme"));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Place place;

  @BeforeEach
  void startTheBroker() {
    place = new Place(directory);
  }

  @AfterEach
  void stopTheBroker() {
    place.close();
  }

  private GrantPublisher publisher(WorkerKeys keys) {
    return new GrantPublisher(place.properties(), "/crm-frontend", keys);
  }

  private AuthorizationCompleted published() throws Exception {
    var event = place.events(Topics.AUTHORIZATIONS).getLast();
    assertThat(event.type()).isEqualTo(EventTypes.AUTHORIZATION_COMPLETED);
    assertThat(event.source()).isEqualTo("/crm-frontend");
    return Place.CODEC.data(event, AuthorizationCompleted.class);
  }

  @Test
  void withoutKeysTheEventHoldsTheCode() throws Exception {
    try (var publisher = new GrantPublisher(place.properties(), "/crm-frontend")) {
      publisher.publishGrant(GRANT, PATIENCE);
    }
    assertThat(published()).isEqualTo(GRANT.plain());
  }

  @Test
  void withKeysOnlyTheWorkerCanReadCodeAndVerifier() throws Exception {
    String keys = new JWKSet(List.of(Said.RSA, Said.EC)).toString(/* publicKeysOnly= */ true);
    try (var publisher = publisher(WorkerKeys.of(keys))) {
      publisher.publishGrant(GRANT).get(30, TimeUnit.SECONDS);
    }
    AuthorizationCompleted event = published();
    assertThat(event.code()).isNull();
    assertThat(event.codeVerifier()).isNull();
    assertThat(event.state()).isEqualTo("dev");
    JWEObject jwe = JWEObject.parse(event.sealedCode());
    assertThat(jwe.getHeader().getKeyID()).isEqualTo(Said.RSA.getKeyID());
    jwe.decrypt(new RSADecrypter(Said.RSA));
    assertThat(jwe.getPayload())
        .hasToString("{\"code\":\"%s\",\"codeVerifier\":\"%s\"}".formatted(CODE, VERIFIER));
  }

  @Test
  void anEllipticKeyWillDo() throws Exception {
    try (var publisher = publisher(WorkerKeys.of(Said.EC.toPublicJWK().toJSONString()))) {
      publisher.publishGrant(GRANT, PATIENCE);
    }
    JWEObject jwe = JWEObject.parse(published().sealedCode());
    jwe.decrypt(new ECDHDecrypter(Said.EC));
    assertThat(jwe.getPayload().toString()).contains(CODE);
  }

  @Test
  void fetchedKeysFollowTheWorkersAndOutlastItsAbsence() throws Exception {
    var now = new AtomicReference<>(Said.NOW);
    var served = new AtomicReference<>("{\"keys\":[" + Said.RSA.toPublicJWK() + "]}");
    HttpServer worker = serve(served);
    var url = URI.create("http://localhost:%d/.well-known/jwks.json".formatted(port(worker)));
    WorkerKeys keys = new FetchedKeys(url, HttpClient.newHttpClient(), now::get);
    assertThat(keyId(keys)).isEqualTo("reader-1");
    served.set("{\"keys\":[" + Said.EC.toPublicJWK() + "," + Said.RSA.toPublicJWK() + "]}");
    assertThat(keyId(keys)).isEqualTo("reader-1");
    now.set(Said.NOW.plus(Duration.ofMinutes(10)));
    assertThat(keyId(keys)).isEqualTo("reader-ec");
    served.set("an error page");
    now.set(Said.NOW.plus(Duration.ofMinutes(20)));
    assertThat(keyId(keys)).isEqualTo("reader-ec");
    worker.stop(0);
    now.set(Said.NOW.plus(Duration.ofMinutes(30)));
    assertThat(keyId(keys)).isEqualTo("reader-ec");
  }

  @Test
  void keysThatCannotBeFetchedAreAFailureThatSaysSo() throws IOException {
    HttpServer worker = serve(new AtomicReference<>("an error page"));
    var url = URI.create("http://localhost:%d/keys".formatted(port(worker)));
    try (var publisher = publisher(WorkerKeys.at(url))) {
      assertThatThrownBy(() -> publisher.publishGrant(GRANT, PATIENCE))
          .isInstanceOf(NotPublished.class)
          .hasMessageContaining("public keys cannot be fetched from " + url);
    }
    assertThat(place.events(Topics.AUTHORIZATIONS)).isEmpty();
    worker.stop(0);
  }

  private static String keyId(WorkerKeys keys) throws Exception {
    return keys.newest().get(30, TimeUnit.SECONDS).key().getKeyID();
  }

  private static int port(HttpServer server) {
    return server.getAddress().getPort();
  }

  private static HttpServer serve(AtomicReference<String> body) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aWithdrawalIsPublishedUnderTheSameKey() throws Exception {
    var withdrawal = new AuthorizationWithdrawn("crm-sync", "development", "user-42");
    try (var publisher = new GrantPublisher(place.properties(), "/crm-frontend")) {
      publisher.publishWithdrawal(withdrawal, PATIENCE);
    }
    var event = place.events(Topics.AUTHORIZATIONS).getLast();
    assertThat(Place.CODEC.data(event, AuthorizationWithdrawn.class)).isEqualTo(withdrawal);
  }

  @Test
  void aGrantThatIsNotConfirmedDuringAnOutageIsPublishedAgainAndArrives() throws Exception {
    try (var publisher = new GrantPublisher(place.properties(), "/crm-frontend")) {
      publisher.publishGrant(GRANT, PATIENCE);
      place.stopBroker();
      assertThatThrownBy(() -> publisher.publishGrant(GRANT, Duration.ofMillis(100)))
          .isInstanceOf(NotPublished.class)
          .hasMessageEndingWith("try again.");
      place.startBroker();
      eventually(
          () -> assertThatNoException().isThrownBy(() -> publisher.publishGrant(GRANT, PATIENCE)));
    }
    assertThat(place.events(Topics.AUTHORIZATIONS)).hasSizeBetween(2, 3);
  }

  @Test
  void noCodeIsInALogLineNorInAnExceptionNorInAnythingPrinted() {
    var log = new ListAppender<ILoggingEvent>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka.clients");
    log.start();
    root.addAppender(log);
    kafka.setLevel(Level.TRACE);
    var unconfirmed =
        new GrantPublisher(Map.of("bootstrap.servers", "localhost:1", "max.block.ms", "100"), "/x");
    Throwable failure;
    try (unconfirmed;
        var sealing = publisher(WorkerKeys.of(Said.RSA.toPublicJWK().toJSONString()));
        var plain = new GrantPublisher(place.properties(), "/crm-frontend")) {
      sealing.publishGrant(GRANT, PATIENCE);
      plain.publishGrant(GRANT, PATIENCE);
      failure = catchThrowable(() -> unconfirmed.publishGrant(GRANT, PATIENCE));
    } finally {
      kafka.setLevel(null);
      root.detachAppender(log);
    }
    assertThat(log.list).hasSizeGreaterThan(50);
    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
        .noneMatch(line -> line.contains(CODE) || line.contains(VERIFIER));
    assertThat(failure).isInstanceOf(NotPublished.class).hasNoCause();
    assertThat(failure.toString() + GRANT).doesNotContain(CODE, VERIFIER);
  }
}
