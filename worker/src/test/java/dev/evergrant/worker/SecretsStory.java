package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evergrant.contracts.AuthorizationCompleted;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.EventTypes;
import dev.evergrant.contracts.Topics;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.devkit.simulator.Fault;
import dev.evergrant.worker.webhook.WebhookTarget;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** No secret is found where the worker leaves its traces, whatever it went through. */
class SecretsStory {
  private static final String CONTROL = "control-string-8151";
  private static final String VERIFIER = "verifier-0123456789-0123456789-0123456789-0123456789";

  private static final String WEBHOOK_SECRET = "d2ViaG9vay1zZWNyZXQtMDEyMzQ1Njc4OTAxMjM0NTY3";

  private final World world = new World();
  private final WebhookTarget target = new WebhookTarget();
  private final Set<String> secrets =
      new HashSet<>(List.of(VERIFIER, WEBHOOK_SECRET, "webhook-path-66"));

  @TempDir private Path directory;

  @AfterEach
  void closeTheWorld() {
    world.close();
    target.close();
  }

  @Test
  void noSecretIsFoundInDatabaseKafkaLogAndMetrics() throws SQLException {
    assumeTrue(world.stack().databaseDirectory().isPresent());
    Path log = directory.resolve("debug.log");
    String metrics;
    try (DebugLog _ = new DebugLog(log)) {
      // Given
      LoggerFactory.getLogger(CONTROL).debug("{}", CONTROL);
      Worker worker = world.withAlerts(webhook()).startWorker();
      // When
      goThroughEverything();
      metrics = new Scrape(worker).metrics();
      checkpoint();
    }
    // Then
    Needles control = new Needles(List.of(CONTROL));
    Needles needles = new Needles(secrets);
    Path database = world.stack().databaseDirectory().orElseThrow();
    Path kafka = world.stack().kafkaDirectory().orElseThrow();
    assertThat(secrets).hasSizeGreaterThan(15);
    assertThat(control.in(directory, _ -> true)).hasSize(1);
    assertThat(control.in(database, file -> file.toString().contains("pg_wal"))).isNotEmpty();
    assertThat(control.in(database, file -> !file.toString().contains("pg_wal"))).isNotEmpty();
    assertThat(control.in(kafka, SecretsStory::isOurs)).isNotEmpty();
    assertThat(needles.in(kafka, file -> !isOurs(file))).as("codes on their way in").isNotEmpty();
    assertThat(needles.in(directory, _ -> true)).isEmpty();
    assertThat(needles.in(database, _ -> true)).isEmpty();
    assertThat(needles.in(kafka, SecretsStory::isOurs)).isEmpty();
    assertThat(needles.in(metrics.getBytes(UTF_8))).isEmpty();
  }

  /** Its address holds a secret as chats' addresses do, and at first it refuses. */
  private String webhook() {
    target.answers(500);
    return "alerts: { webhooks: { chat: { url: '%s/webhook-path-66', secret: whsec_%s } } }\n"
        .formatted(target.url(), WEBHOOK_SECRET);
  }

  private void goThroughEverything() {
    ConnectionId connection = connectWithVerifier();
    world.awaitVersion(connection, 1);
    collect(connection, 1);
    world.advance(Duration.ofHours(2));
    world.awaitVersion(connection, 2);
    collect(connection, 2);
    for (Fault.Kind kind :
        List.of(Fault.Kind.TRUNCATE, Fault.Kind.INVALID_GRANT_ALL, Fault.Kind.HTML)) {
      world.outreach.faults().set(Fault.once(kind));
      String user = "troubled-" + kind.wireName();
      world.publish(world.completed(user, Environment.PRODUCTION, code(user)));
      eventually(() -> assertThat(world.outreach.faults().list()).isEmpty());
    }
    refused();
    paused();
    eventually(() -> assertThat(target.got()).isNotEmpty());
    target.answers(204);
    int before = target.got().size();
    world.advance(Duration.ofSeconds(10));
    eventually(() -> assertThat(target.got()).hasSizeGreaterThan(before));
    assertThat(target.got()).allMatch(got -> got.path().endsWith("/webhook-path-66"));
    world.withdraw(connection);
    world.awaitEnd(connection, "user_disconnected");
  }

  private ConnectionId connectWithVerifier() {
    String code =
        world.outreach.authorize(
            CONTROL + "@acme.example",
            Environment.PRODUCTION,
            World.REDIRECT_URI,
            null,
            challenge());
    secrets.add(code);
    world.publish(
        new AuthorizationCompleted(
            "crm-sync",
            "production",
            CONTROL,
            code,
            null,
            World.REDIRECT_URI,
            "secret-state-77",
            VERIFIER,
            "users.read",
            null));
    secrets.add("secret-state-77");
    return World.connection(CONTROL, Environment.PRODUCTION);
  }

  /** Two dead letters: one that can be read, and one that cannot. */
  private void refused() {
    String code = code("refused");
    world.publish(
        new AuthorizationCompleted(
            "no-such-app",
            null,
            "refused",
            code,
            null,
            World.REDIRECT_URI,
            null,
            VERIFIER,
            null,
            null));
    world.send(new ProducerRecord<>(Topics.AUTHORIZATIONS, code, ("{" + code).getBytes(UTF_8)));
    eventually(() -> assertThat(world.listener().records(Topics.DEAD_LETTERS, null)).hasSize(2));
  }

  private void paused() {
    world.outreach.regenerateSecret(Environment.DEVELOPMENT, "another");
    world.publish(world.completed("paused", Environment.DEVELOPMENT, code("paused")));
    eventually(() -> assertThat(world.alerts(EventTypes.APP_PAUSED)).hasSize(1));
    for (Environment environment : Environment.values()) {
      secrets.add(world.secret(environment));
      secrets.add(URLEncoder.encode(world.secret(environment), UTF_8));
    }
  }

  private String code(String user) {
    String code = world.consent(user, Environment.PRODUCTION);
    secrets.add(code);
    return code;
  }

  private void collect(ConnectionId connection, long version) {
    secrets.add(world.accessToken(world.newest(connection).data()));
    secrets.add(world.refreshToken(connection, version));
  }

  private static String challenge() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What the worker writes, and neither the frontends' events nor indexes, which hold numbers. */
  private static boolean isOurs(Path file) {
    String name = file.toString();
    return !name.matches(".*/oauth\\.authorizations\\.v1-\\d+/.*") && !name.endsWith("index");
  }

  private void checkpoint() throws SQLException {
    try (var connection =
            DriverManager.getConnection(world.stack().jdbcUrl(), "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }
}
