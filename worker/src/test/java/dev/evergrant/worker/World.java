package dev.evergrant.worker;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.AuthorizationWithdrawn;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.TokenRejected;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.User;
import dev.evergrant.devkit.services.Stack;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.devkit.simulator.OutreachSimulator;
import dev.evergrant.worker.command.TopicSetup;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.store.Cipher;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.Fingerprints;
import dev.evergrant.worker.store.Installation;
import dev.evergrant.worker.store.Migrations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A small world for one story: real Kafka and PostgreSQL, a simulated Outreach, any number of
 * workers, a frontend that publishes and a subscriber that listens.
 */
final class World extends Heard implements AutoCloseable {
  static final String REDIRECT_URI = "http://localhost:8080/oauth/callback";
  private final Stack stack = Stack.shared();
  final String databaseUrl;
  private final String keyset = Keysets.generate().reveal();
  private final KafkaProducer<String, byte[]> producer;
  private final List<Worker> workers = new ArrayList<>();
  private final Database database;
  private final Listener listener;
  private Duration offset = Duration.ZERO;
  private String providers = "";
  private String alerts = "";
  private String secretOfDevelopment;

  final OutreachSimulator outreach;

  /** Where its workers keep what the database has not taken. */
  final Path spool;

  World() {
    try {
      databaseUrl = stack.freshDatabase();
      spool = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "spool-");
      outreach =
          OutreachSimulator.start(
              OutreachSimulator.Options.defaults()
                  .withPort(0)
                  .withSettings(settings -> settings.withMintSpacing(Duration.ZERO)));
      withProviders(
          """
          providers:
            outreach:
              authorizeUrl: $authorize
              tokenUrl: $token
              mintSpacing: 0s
              limits: { ratePerSecond: 2000, concurrent: 64, deadline: 10s }
          """);
      secretOfDevelopment = secret(Environment.DEVELOPMENT);
      Config config = config();
      TopicSetup.create(config.kafka(), 4);
      database = Database.open(config.database(), 2);
      Migrations.migrate(database.pool());
      producer = new KafkaProducer<>(Clients.producer(config.kafka()));
      listener = new Listener(config.kafka());
    } catch (IOException | SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Overrides the provider's profile, as YAML under {@code providers:}. */
  final World withProviders(String yaml) {
    providers =
        yaml.replace("$authorize", outreach.authorizeUrl())
            .replace("$token", outreach.tokenUrl())
            .replace("$revoke", outreach.baseUrl() + "/oauth/revoke");
    return this;
  }

  /** What the workers started from now on know of alerts, as YAML with its key {@code alerts:}. */
  World withAlerts(String yaml) {
    alerts = yaml;
    return this;
  }

  /** What the workers started from now on know as the development secret. */
  World withDevelopmentSecret(String secret) {
    secretOfDevelopment = secret;
    return this;
  }

  String secret(Environment environment) {
    return outreach.settings().app(environment).orElseThrow().clientSecret();
  }

  Worker startWorker() {
    return startWorker(Start.AT_ONCE);
  }

  Worker startWorker(Start how) {
    Worker worker = Worker.start(config(), _ -> {}, how);
    workers.add(worker);
    return worker;
  }

  /** Starts one whose way to the database can be cut. */
  Worker startWorker(Link link) {
    String direct = databaseUrl;
    Worker worker = Worker.start(read(yaml().replace(direct, link.through(direct))), _ -> {});
    workers.add(worker);
    return worker;
  }

  Link link() {
    return new Link(databaseUrl);
  }

  /** Stops one in good order. */
  void stop(Worker worker) {
    workers.remove(worker);
    worker.close();
  }

  Config config() {
    return read(yaml());
  }

  private static Config read(String yaml) {
    try {
      return ConfigReader.read(yaml, Path.of("."), Map.of());
    } catch (InvalidConfig problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** The configuration file. */
  String yaml() {
    return WorkerYaml.of(this, keyset, secretOfDevelopment) + providers + alerts;
  }

  Stack stack() {
    return stack;
  }

  /** A connection's refresh token, as nobody but a worker can read it. */
  String refreshToken(ConnectionId connection, long version) {
    byte[] sealed =
        requireNonNull(
            ask(
                "SELECT refresh_token FROM connection WHERE connection = :connection",
                connection,
                byte[].class));
    byte[] plain = cipher().open(sealed, connection.toString(), "refresh_token", version);
    return new String(plain, StandardCharsets.UTF_8);
  }

  Fingerprints fingerprints() {
    return Installation.fingerprints(database().jdbi(), cipher(), new SecureRandom());
  }

  Cipher cipher() {
    return Cipher.of(new Secret(keyset));
  }

  Database database() {
    return database;
  }

  @Override
  Listener listener() {
    return listener;
  }

  /** A user of the organization that owns the app consents; here is the code. */
  String consent(String user, Environment environment) {
    return outreach.authorize(user + "@acme.example", environment, REDIRECT_URI, null);
  }

  /** A user consents in the environment, and the frontend says so. */
  ConnectionId connect(String user, Environment environment) {
    publish(completed(user, environment, consent(user, environment)));
    return connection(user, environment);
  }

  /** So many users, user-0 and up, consent; their events are published all at once. */
  List<ConnectionId> connectMany(int many, Environment environment) {
    List<ConnectionId> connections = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      String user = "user-" + i;
      var data = completed(user, environment, consent(user, environment));
      var event = event(EventTypes.AUTHORIZATION_COMPLETED, data);
      var _ = producer.send(CODEC.write(Topics.AUTHORIZATIONS, "key-" + i, event));
      connections.add(connection(user, environment));
    }
    producer.flush();
    return connections;
  }

  /** The same of a user of another organization. */
  ConnectionId connectForeigner(String user, Environment environment) {
    String email = user + "@globex.example";
    String code = outreach.authorize(email, environment, REDIRECT_URI, null);
    publish(completed(user, environment, code, new User(user, email, "globex")));
    return connection(user, environment);
  }

  static ConnectionId connection(String user, Environment environment) {
    return new ConnectionId("crm-sync", environment.wireName(), user);
  }

  AuthorizationCompleted completed(String user, Environment environment, String code) {
    return completed(user, environment, code, new User(user, user + "@acme.example", "acme"));
  }

  private static AuthorizationCompleted completed(
      String user, Environment environment, String code, User person) {
    return new AuthorizationCompleted(
        "crm-sync",
        environment.wireName(),
        user,
        code,
        null,
        REDIRECT_URI,
        null,
        null,
        "users.read",
        person);
  }

  void publish(AuthorizationCompleted data) {
    publish(event(EventTypes.AUTHORIZATION_COMPLETED, data), data.app() + "/x/" + data.subject());
  }

  void withdraw(ConnectionId connection) {
    publish(
        event(
            EventTypes.AUTHORIZATION_WITHDRAWN,
            new AuthorizationWithdrawn(
                connection.app(), connection.environment(), connection.subject())),
        connection.toString());
  }

  void reject(ConnectionId connection, long version) {
    CloudEvent event =
        event(EventTypes.TOKEN_REJECTED, new TokenRejected(connection.toString(), version));
    send(CODEC.write(Topics.TOKEN_REPORTS, connection.toString(), event));
  }

  CloudEvent event(String type, Object data) {
    return CODEC.event(UUID.randomUUID().toString(), "/test-frontend", type, now(), data);
  }

  void publish(CloudEvent event, @Nullable String key) {
    send(CODEC.write(Topics.AUTHORIZATIONS, key, event));
  }

  void send(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Asks the database for one value about a connection. */
  <T> @Nullable T ask(String sql, ConnectionId connection, Class<T> type) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(sql)
                    .bind("connection", connection.toString())
                    .mapTo(type)
                    .findOne()
                    .orElse(null));
  }

  /** What the provider saw of a kind. */
  List<HistoryEntry> seen(String kind) {
    return outreach.history().stream().filter(entry -> entry.kind().equals(kind)).toList();
  }

  /** What a user did at the token endpoint, in a kind of request. */
  List<HistoryEntry> seen(String kind, ConnectionId connection) {
    return seen(kind).stream()
        .filter(entry -> String.valueOf(entry.user()).startsWith(connection.subject() + "@"))
        .toList();
  }

  /** The time it is in this world. */
  Instant now() {
    return Instant.now().plus(offset);
  }

  /** Moves the database's clock and the provider's, and the frontend's with them. */
  void advance(Duration by) {
    outreach.advance(by);
    offset = offset.plus(by);
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "CREATE OR REPLACE FUNCTION evergrant_now() RETURNS timestamptz LANGUAGE sql"
                        + " STABLE AS 'SELECT now() + interval ''"
                        + offset.toMillis()
                        + " milliseconds'''"));
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    producer.close();
    database.close();
    try (listener) {
      outreach.close();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
