package dev.evergrant.worker.provider;

import static dev.evergrant.worker.lifecycle.Profile.ClientAuthentication.BODY;
import static dev.evergrant.worker.provider.Samples.CREDENTIALS;
import static dev.evergrant.worker.provider.Samples.LATEST;
import static dev.evergrant.worker.provider.Samples.REFRESH;
import static dev.evergrant.worker.provider.Samples.provider;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Reply.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures that certainly spent nothing. */
class NotSentTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final FormClient client = new FormClient(4, System::nanoTime);
  private final TokenEndpoint endpoint = new HttpTokenEndpoint(client, () -> Instant.EPOCH);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aHostWithoutAnAddressIsUnavailable() {
    assertThat(asked("https://no-such-host.invalid/oauth/token"))
        .isEqualTo(new Unavailable("not sent: UnknownHostException"));
  }

  @Test
  void aRefusedConnectionIsUnavailable() throws IOException {
    int port;
    try (var once = new ServerSocket(0, 1, LOOPBACK)) {
      port = once.getLocalPort();
    }
    assertThat(asked("http://localhost:" + port + "/oauth/token")).isInstanceOf(Unavailable.class);
  }

  @Test
  void aServerThatSpeaksNoTlsIsUnavailable() throws IOException {
    try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
      Thread.ofVirtual().start(new FutureTask<>(() -> hangUpOn(listener)));
      assertThat(asked("https://localhost:" + listener.getLocalPort() + "/oauth/token"))
          .isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void anUntrustedCertificateIsUnavailable(@TempDir Path directory) throws Exception {
    var context = certificateNobodyTrusts(directory);
    try (var listener = context.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK)) {
      Thread.ofVirtual().start(new FutureTask<>(() -> hangUpOn(listener)));
      assertThat(asked("https://localhost:" + listener.getLocalPort() + "/oauth/token"))
          .isEqualTo(new Unavailable("not sent: SSLHandshakeException"));
    }
  }

  @Test
  void aHandshakeThatHangsIsUnavailableAtTheDeadline() throws IOException {
    try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
      var url = URI.create("https://localhost:" + listener.getLocalPort() + "/oauth/token");
      var provider = provider(url, null, BODY, Duration.ofMillis(200));
      assertThat(endpoint.ask(provider, CREDENTIALS, REFRESH, LATEST).reply())
          .isEqualTo(new Unavailable("not sent: no answer within 200 ms"));
    }
  }

  @Test
  void aUrlWithoutAHostIsUnavailable() {
    assertThat(asked("mailto:someone@provider.example")).isInstanceOf(Unavailable.class);
  }

  @Test
  void aClosedClientSendsNothing() {
    client.close();
    assertThat(asked("http://localhost:1/oauth/token")).isInstanceOf(Unavailable.class);
  }

  @Test
  void whatMayNotLeaveAnyMoreSpendsNothing() throws IOException {
    try (var server = new ScriptedServer(ScriptedServer.json(200, "{}"))) {
      var provider = provider(server.url("/oauth/token"));
      long past = System.nanoTime() - 1;
      assertThat(endpoint.ask(provider, CREDENTIALS, REFRESH, past).reply())
          .isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aBodyThatWasCalledOffNeverLeaves() {
    var body = new OnceOnlyForm(Samples.REFRESH_TOKEN, () -> 7, 7);
    var out = new ByteArrayOutputStream();
    assertThat(body.callOff()).isTrue();
    assertThatIOException().isThrownBy(() -> body.writeTo(out));
    assertThat(out.size()).isZero();
    assertThat(body.callOff()).isTrue();
  }

  @Test
  void aBodyDoesNotLeaveWhenItsTimeIsUpHoweverNearItWas() {
    var ticks = new long[] {7};
    var body = new OnceOnlyForm(Samples.REFRESH_TOKEN, () -> ticks[0], 8);
    ticks[0] = 9;
    var out = new ByteArrayOutputStream();
    assertThatIOException().isThrownBy(() -> body.writeTo(out));
    assertThat(out.size()).isZero();
    assertThat(body.callOff()).isTrue();
  }

  @Test
  void aBodyLeavesOnceAndCannotBeCalledOffThen() throws IOException {
    var ticks = new long[] {7};
    var body = new OnceOnlyForm(Samples.REFRESH_TOKEN, () -> ticks[0]++, 8);
    var out = new ByteArrayOutputStream();
    body.writeTo(out);
    assertThat(body.callOff()).isFalse();
    assertThatIOException().isThrownBy(() -> body.writeTo(out));
    assertThat(out.toString(US_ASCII)).isEqualTo(Samples.REFRESH_TOKEN.reveal());
    assertThat(body.sentNanos()).isEqualTo(8);
    assertThat(body).asString().doesNotContain(Samples.REFRESH_TOKEN.reveal());
  }

  private Reply asked(String url) {
    return endpoint.ask(provider(URI.create(url)), CREDENTIALS, REFRESH, LATEST).reply();
  }

  /** What the client makes of it is what the tests look at. */
  private static @Nullable Void hangUpOn(ServerSocket listener) throws IOException {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
      return null;
    }
  }

  private static SSLContext certificateNobodyTrusts(Path directory) throws Exception {
    var store = directory.resolve("server.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
