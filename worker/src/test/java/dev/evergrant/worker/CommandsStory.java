package dev.evergrant.worker;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.Environment;
import dev.evergrant.worker.webhook.WebhookTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsStory {
  private final World world = new World();

  @TempDir private Path directory;

  private ConnectionId connection = World.connection("user-42", Environment.PRODUCTION);

  private record Said(int status, String out, String err) {}

  @BeforeAll
  void aUserIsConnected() {
    world.startWorker();
    connection = world.connect("user-42", Environment.PRODUCTION);
    eventually(() -> assertThat(world.updates(connection)).hasSize(1));
  }

  @AfterAll
  void closeTheWorld() {
    world.close();
  }

  @Test
  void checkFindsNothingWhereEverythingIsInOrder() throws IOException {
    Said said = run(world.yaml(), "check");
    assertThat(said.out()).isEqualTo("Everything is in order.\n");
    assertThat(said.status()).isZero();
  }

  @Test
  void checkReportsAllProblemsOfAFileAtOnceAndNamesThem() throws IOException {
    // Given
    String wrong =
        world
            .yaml()
            .replace("scopes: [users.read]", "scoops: [users.read]")
            .replace("provider: outreach", "provider: outreech");
    // When
    Said said = run(wrong, "check");
    // Then
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).contains("apps.crm-sync.scoops").contains("apps.crm-sync.provider");
    assertThat(said.out()).doesNotContain(world.secret(Environment.PRODUCTION));
  }

  @Test
  void checkReportsEveryConnectionThatDoesNotWork() throws IOException {
    // Given
    String wrong =
        world
            .yaml()
            .replaceFirst(
                "bootstrapServers: \"[^\"]*\"",
                "bootstrapServers: \"localhost:1\", default.api.timeout.ms: 2000,"
                    + " request.timeout.ms: 1000")
            .replaceFirst("jdbc:postgresql://[^/]*/", "jdbc:postgresql://localhost:1/")
            .replaceFirst("tokenUrl: \\S+", "tokenUrl: http://localhost:1/oauth/token");
    // When
    Said said = run(wrong, "check");
    // Then
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out()).contains("database: ").contains("kafka: ").contains("providers: ");
    assertThat(said.out()).endsWith("3 problems.\n");
  }

  @Test
  void checkSaysOfEachWebhookTargetWhetherItCanBeReachedAndSendsItNothing() throws IOException {
    // Given
    try (WebhookTarget there = new WebhookTarget()) {
      String secret = "secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
      String alerts =
          """
          alerts:
            webhooks:
              there: { url: "%s", %s }
              away: { url: "http://localhost:1/secret-path", %s }
              no-tls: { url: "%s", %s }
          """
              .formatted(
                  there.url(),
                  secret,
                  secret,
                  there.url().toString().replace("http:", "https:"),
                  secret);
      // When
      Said said = run(world.yaml() + alerts, "check");
      // Then
      String at = "localhost:" + there.url().getPort();
      assertThat(said.status()).isEqualTo(1);
      assertThat(said.out())
          .contains("alerts.webhooks.there: " + at + " can be reached.\n")
          .contains("alerts.webhooks.away: localhost:1 cannot be reached (")
          .contains("alerts.webhooks.no-tls: " + at + " cannot be reached (")
          .endsWith("2 problems.\n")
          .doesNotContain("secret-path", "MDEyMzQ1");
      assertThat(there.got()).isEmpty();
    }
  }

  @Test
  void aKeysetThatTheDatabaseWasNotWrittenWithIsFoundByCheckAndRefusedByTheWorker()
      throws IOException {
    // Given
    String other = run(world.yaml(), "keyset").out().strip();
    String wrong = world.yaml().replaceFirst("keyset: '[^']*'", "keyset: '" + other + "'");
    // When
    Said check = run(wrong, "check");
    Said worker = run(wrong, "worker");
    // Then
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.out()).contains("encryption.keyset");
    assertThat(worker.status()).isEqualTo(1);
    assertThat(worker.err()).contains("encryption.keyset is not the one");
  }

  @Test
  void keysAreMadeAndTheirPublicHalvesPrintedForFrontends() throws IOException {
    // Given
    String made = run(world.yaml(), "keys", "--new").out().strip();
    String rsa = run(world.yaml(), "keys", "--new=RSA").out().strip();
    Path file = Files.writeString(directory.resolve("sealing.jwk"), made);
    // When
    String configured = world.yaml() + "sealing: { keys: ['${file:sealing.jwk}', '" + rsa + "'] }";
    Said set = run(configured, "keys");
    Said half = run(world.yaml(), "keys", "--public", file.toString());
    // Then
    assertThat(set.status()).isZero();
    assertThat(set.out()).startsWith("{\"keys\":[" + half.out().strip() + ",{");
    assertThat(set.out()).contains("\"alg\":\"ECDH-ES+A256KW\"", "\"alg\":\"RSA-OAEP-256\"");
    assertThat(set.out()).doesNotContain("\"d\":", "\"p\":");
    assertThat(run(world.yaml(), "keys").out()).isEqualTo("{\"keys\":[]}\n");
  }

  @Test
  void aWorkerRefusesToStartOnADatabaseThatWasNotMigrated() throws IOException {
    String wrong = world.yaml().replaceFirst("(jdbc:postgresql://[^/]*/)[^\"]*", "$1postgres");
    Said said = run(wrong, "worker");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("V1__").contains("./evergrant migrate");
  }

  @Test
  void migrateSaysWhenNothingIsLeftToDo() throws IOException {
    Said said = run(world.yaml(), "migrate", "--topics");
    assertThat(said.out()).isEqualTo("The database is up to date.\nAll topics are there.\n");
  }

  @Test
  void theAuthorizeUrlSelectsTheEnvironmentByItsState() throws IOException {
    Said said =
        run(world.yaml(), "authorize-url", "--app", "crm-sync", "--environment", "development");
    assertThat(said.out())
        .isEqualTo(
            world.outreach.authorizeUrl()
                + "?client_id=crm-sync-dev&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth"
                + "%2Fcallback&response_type=code&scope=users.read&state=dev\n");
  }

  @Test
  void anUnknownAppIsSaidPlainly() throws IOException {
    Said said = run(world.yaml(), "authorize-url", "--app", "crm");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).isEqualTo("There is no app crm; configured are [crm-sync].\n");
  }

  @Test
  void connectionsAreListedShownAndExplained() throws IOException {
    assertThat(run(world.yaml(), "connections", "list").out())
        .contains("crm-sync/production/user-42")
        .contains("active");
    assertThat(run(world.yaml(), "connections", "show", connection.toString()).out())
        .contains("version")
        .doesNotContain("access_token")
        .doesNotContain("refresh_token");
    assertThat(run(world.yaml(), "connections", "history", connection.toString()).out())
        .contains("issued");
  }

  @Test
  void aConnectionThatIsNotThereIsSaidPlainly() throws IOException {
    Said said = run(world.yaml(), "connections", "show", "crm-sync/production/nobody");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("There is no connection crm-sync/production/nobody.");
  }

  private Said run(String yaml, String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("evergrant.yaml"), yaml);
    List<String> call = new ArrayList<>(List.of(arguments));
    if (!call.contains("keyset")) {
      call.addAll(List.of("--config", file.toString()));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(Main.root());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int status = line.execute(call.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }
}
