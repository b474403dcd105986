package dev.evergrant.campaign.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.evergrant.campaign.check.Evidence.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
  private static final String ANSWER = "{\"access_token\":\"a\",\"refresh_token\":\"new\"}";

  private final AtomicInteger served = new AtomicInteger();
  private final Wire wire = new Wire();
  private final HttpServer server;
  private final Proxy proxy;

  ProxyTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    proxy = Proxy.open(server.getAddress().getPort(), () -> wire.tap(1));
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          served.incrementAndGet();
          byte[] body = ANSWER.getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.stop(0);
  }

  private String ask() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port()))
            .timeout(Duration.ofSeconds(2))
            .POST(HttpRequest.BodyPublishers.ofString("grant_type=refresh_token&refresh_token=old"))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** The client may have the answer a moment before the proxy has noted that it is handed over. */
  private Request heard() {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (wire.requests().isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(wire.requests()).hasSize(1);
    return wire.requests().getFirst();
  }

  @Test
  void whatIsNotDisturbedArrivesAndIsHeard() throws Exception {
    assertThat(ask()).isEqualTo(ANSWER);
    assertThat(heard().presented()).isEqualTo(Wire.fingerprint("old"));
    assertThat(heard().issued()).isEqualTo(Wire.fingerprint("new"));
    assertThat(heard().delivered()).isTrue();
    assertThat(wire.secrets()).containsExactlyInAnyOrder("old", "a", "new");
  }

  @Test
  void slicesArriveWhole() throws Exception {
    proxy.apply(new Toxic.Slices(3));
    assertThat(ask()).isEqualTo(ANSWER);
    assertThat(heard().delivered()).isTrue();
  }

  @Test
  void aDroppedAnswerHasBeenCarriedOut() {
    proxy.apply(new Toxic.DropAnswers());
    assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    assertThat(served).hasPositiveValue();
    assertThat(heard().delivered()).isFalse();
  }

  @Test
  void intoABlackHoleNothingIsCarriedOut() throws Exception {
    proxy.apply(new Toxic.BlackHole());
    assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    assertThat(served).hasValue(0);
    proxy.apply(new Toxic.None());
    assertThat(ask()).isEqualTo(ANSWER);
  }

  @Test
  void whereNobodyListensNothingIsCarriedOut() throws Exception {
    proxy.apply(new Toxic.Refuse());
    assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    assertThat(served).hasValue(0);
    proxy.apply(new Toxic.None());
    assertThat(ask()).isEqualTo(ANSWER);
  }
}
