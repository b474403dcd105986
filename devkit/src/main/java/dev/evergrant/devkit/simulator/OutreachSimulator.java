package dev.evergrant.devkit.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Outreach on an HTTP server of its own. Thread-safe.
 *
 * <p>Whatever it has answered it still knows after being killed, where it has a directory. The
 * settings it was started with are not part of that; the clock and regenerated secrets are.
 */
public final class OutreachSimulator implements AutoCloseable {
  private static final int BACKLOG = 1024;

  static {
    // Read once, when the JDK's server is first used. Without them each answer may wait 40 ms for
    // an
    // acknowledgement, and all but 200 idle connections are closed under the client's hands.
    Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxIdleConnections", "10000",
            "sun.net.httpserver.idleInterval", "300")
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  /**
   * Where and as what it runs.
   *
   * @param host the interface it listens on; a container needs {@code 0.0.0.0}
   * @param port 0 for any free one
   * @param directory keeps the journal; null to forget everything at the end
   * @param clock the time; {@link #advance} moves on from it
   * @param historyLimit so many newest entries of the history can be asked for
   */
  public record Options(
      String host,
      int port,
      @Nullable Path directory,
      InstantSource clock,
      int historyLimit,
      Settings settings) {

    /** On the loopback interface and any port, in memory, with {@link Settings#outreach()}. */
    public static Options defaults() {
      return new Options(
          "localhost", 0, null, InstantSource.system(), 100_000, Settings.outreach());
    }

    public Options withHost(String value) {
      return new Options(value, port, directory, clock, historyLimit, settings);
    }

    public Options withPort(int value) {
      return new Options(host, value, directory, clock, historyLimit, settings);
    }

    public Options withDirectory(Path value) {
      return new Options(host, port, value, clock, historyLimit, settings);
    }

    public Options withClock(InstantSource value) {
      return new Options(host, port, directory, value, historyLimit, settings);
    }

    public Options withHistoryLimit(int value) {
      return new Options(host, port, directory, clock, value, settings);
    }

    public Options withSettings(UnaryOperator<Settings> change) {
      return new Options(host, port, directory, clock, historyLimit, change.apply(settings));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ProviderState state;
  private final Faults faults = new Faults();
  private final Consents consents;
  private final Administration administration;
  private final String baseUrl;

  private OutreachSimulator(Options options, ProviderState state, HttpServer server) {
    this.state = state;
    this.server = server;
    this.baseUrl =
        "http://%s:%d"
            .formatted(
                options.host().equals("0.0.0.0") ? "localhost" : options.host(),
                server.getAddress().getPort());
    var secrets = new Secrets();
    consents = new Consents(state, secrets);
    administration = new Administration(state);
    var authorize = new AuthorizeEndpoint(state, consents);
    var token = new TokenEndpoint(state, new TokenIssuer(state, secrets), faults);
    server.setExecutor(threads);
    Routes.prefix(server, "/", exchange -> Responses.send(exchange, Answer.notFound()));
    Routes.exact(server, "/oauth/authorize", authorize::handle);
    Routes.exact(server, "/oauth/token", token::handle);
    Routes.exact(server, "/oauth/revoke", new RevocationEndpoint(state)::handle);
    Routes.exact(server, "/api/v2/users/me", new ResourceEndpoint(state)::handle);
    Routes.prefix(server, "/sim/", new AdminApi(state, administration, faults)::handle);
  }

  /**
   * Starts it and returns when it takes requests.
   *
   * @throws IOException when the port is taken, or the directory's journal cannot be used
   */
  public static OutreachSimulator start(Options options) throws IOException {
    var state =
        new ProviderState(
            options.settings(), options.directory(), options.clock(), options.historyLimit());
    try {
      var address = new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
      var simulator = new OutreachSimulator(options, state, HttpServer.create(address, BACKLOG));
      simulator.server.start();
      return simulator;
    } catch (IOException | RuntimeException e) {
      state.close();
      throw e;
    }
  }

  /** Such as {@code http://localhost:8090}, without a slash at the end. */
  public String baseUrl() {
    return baseUrl;
  }

  public String authorizeUrl() {
    return baseUrl + "/oauth/authorize";
  }

  public String tokenUrl() {
    return baseUrl + "/oauth/token";
  }

  /**
   * Consents in a user's name, to the scope {@code users.read}, without HTTP and PKCE.
   *
   * @return the code
   */
  public String authorize(
      String email, Environment environment, String redirectUri, @Nullable String givenState) {
    return authorize(email, environment, redirectUri, givenState, null);
  }

  /**
   * Consents in a user's name, to the scope {@code users.read}, without HTTP.
   *
   * @param givenState of no consequence, as there is no redirect
   * @param challenge the S256 challenge; null without PKCE
   * @return the code
   * @throws IllegalArgumentException when the request would not be accepted over HTTP either
   */
  public String authorize(
      String email,
      Environment environment,
      String redirectUri,
      @Nullable String givenState,
      @Nullable String challenge) {
    AppCredentials app = administration.app(environment);
    if (!app.redirectUris().contains(redirectUri)) {
      throw new IllegalArgumentException("not a registered redirect URI: " + redirectUri);
    }
    User user =
        User.of(email)
            .orElseThrow(() -> new IllegalArgumentException("not an e-mail address: " + email));
    var request = new AuthorizationRequest(app, redirectUri, "users.read", givenState, challenge);
    return consents.grant(request, user, state.clock().instant());
  }

  /** What happened so far, oldest first; bounded by {@link Options#historyLimit()}. */
  public List<HistoryEntry> history() {
    return state.history().since(0, null);
  }

  /** What happened after the entry of this number. */
  public List<HistoryEntry> history(long since) {
    return state.history().since(since, null);
  }

  public Settings settings() {
    return state.settings();
  }

  /** Changes how it behaves from now on. */
  public void settings(UnaryOperator<Settings> change) {
    state.settings(change);
  }

  /** The faults of the token endpoint, to be switched on and off. */
  public Faults faults() {
    return faults;
  }

  /** The time it is here. */
  public Instant now() {
    return state.clock().instant();
  }

  /** Lets time pass. */
  public void advance(Duration by) {
    administration.advance(by);
  }

  /**
   * The user takes the app's access away: all their tokens die.
   *
   * @return how many grants ended
   */
  public int disconnect(String email, Environment environment) {
    return administration.disconnect(email, environment);
  }

  /** The secret of these credentials becomes this; the old one stops working. */
  public void regenerateSecret(Environment environment, String secret) {
    administration.regenerateSecret(environment, secret);
  }

  /**
   * Stops at once; answers that are still on their way are lost. What was carried out is in the
   * journal when this returns.
   */
  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
    state.close();
  }
}
