package dev.evergrant.worker.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where a URL leads, as far as one can see without sending anything there: the rest of the URL,
 * which may be secret, is neither used nor shown.
 */
record Reach(String host, int port, boolean encrypted) {
  private static final int PATIENCE_MILLIS = 5_000;

  static Reach of(URI url) {
    boolean encrypted = !"http".equalsIgnoreCase(url.getScheme());
    int usual = encrypted ? 443 : 80;
    return new Reach(url.getHost(), url.getPort() < 0 ? usual : url.getPort(), encrypted);
  }

  /** Connects, over TLS where the URL says so, and hangs up; why it could not, if so. */
  Optional<String> problem() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      if (encrypted) {
        shakeHands(socket);
      }
      return Optional.empty();
    } catch (IOException problem) {
      return Optional.of(
          this
              + " cannot be reached ("
              + problem.getMessage()
              + "). Is there a proxy or a firewall in between?");
    }
  }

  private void shakeHands(Socket socket) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (var secured = (SSLSocket) factory.createSocket(socket, host, port, true)) {
      var parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
