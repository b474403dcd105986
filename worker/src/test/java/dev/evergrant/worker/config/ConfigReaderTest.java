package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

  /** The one in the design, with its secrets beside it. */
  private static final String COMPLETE =
      """
      kafka:    { bootstrapServers: "localhost:9092" }
      database: { url: "jdbc:postgresql://localhost:5432/evergrant", user: evergrant, password: "${file:secrets/db}" }
      encryption: { keyset: "${file:secrets/keyset.json}" }
      apps:
        crm-sync:
          provider: outreach
          organization: acme              # who owns the app: the development rule needs it
          scopes: [users.read]
          credentials:
            production:  { clientId: "…", clientSecret: "${env:OUTREACH_SECRET}", redirectUris: ["https://crm.example/oauth/callback"] }
            development: { clientId: "…", clientSecret: "${env:OUTREACH_DEV_SECRET}", redirectUris: ["https://crm.example/oauth/callback"], states: [dev] }
      subscribers:
        crm-reader: { key: "${file:crm-reader.pub.jwk}", apps: [crm-sync] }
      providers: {}                       # additions and overrides to the built-in catalogue
      alerts: { every: 2h, ahead: 48h }
      pages: { port: 8081 }
      spool: { directory: kept }
      history: { keep: 30d }
      """;

  @TempDir private Path directory;

  @Test
  void aCompleteFileBecomesTheConfiguration() throws IOException, InvalidConfig {
    // Given
    String keyset = Keysets.generate().reveal();
    String key = Sample.key().toPublicJWK().toJSONString();
    Files.createDirectory(directory.resolve("secrets"));
    Files.writeString(directory.resolve("secrets/db"), "pass!word\n");
    Files.writeString(directory.resolve("secrets/keyset.json"), keyset + "\n");
    Files.writeString(directory.resolve("crm-reader.pub.jwk"), key + "\n");
    var file = Files.writeString(directory.resolve("evergrant.yaml"), COMPLETE);
    // When
    var config =
        ConfigReader.read(file, Map.of("OUTREACH_SECRET", "a+b%", "OUTREACH_DEV_SECRET", "d"));
    // Then
    var callback = List.of("https://crm.example/oauth/callback");
    assertThat(config)
        .isEqualTo(
            new Config(
                new Config.Kafka(Map.of("bootstrap.servers", "localhost:9092")),
                new Config.Database(
                    "jdbc:postgresql://localhost:5432/evergrant",
                    "evergrant",
                    new Secret("pass!word")),
                new Config.Encryption(new Secret(keyset)),
                new Config.Sealing(List.of()),
                Map.of(
                    "crm-sync",
                    new App(
                        "crm-sync",
                        Sample.named("outreach", Catalogue.builtIn()),
                        Set.of("acme"),
                        List.of("users.read"),
                        Map.of(
                            "production",
                            new Credentials(
                                "crm-sync",
                                "production",
                                "…",
                                new Secret("a+b%"),
                                callback,
                                List.of()),
                            "development",
                            new Credentials(
                                "crm-sync",
                                "development",
                                "…",
                                new Secret("d"),
                                callback,
                                List.of("dev"))))),
                Map.of("crm-reader", new Config.Subscriber("crm-reader", key, List.of("crm-sync"))),
                Catalogue.builtIn(),
                alerts(2, 48),
                new Config.Pages(8081),
                new Config.Spool(directory.toAbsolutePath().resolve("kept")),
                new Config.History(Duration.ofDays(30))));
    assertThat(config.toString()).doesNotContain("a+b%", "pass!word", keyset);
  }

  @Test
  void whatIsLeftOutHasADefault() {
    var config = Sample.read("subscribers:");
    assertThat(config.alerts()).isEqualTo(alerts(1, 24));
    assertThat(config.pages()).isEqualTo(new Config.Pages(8080));
    assertThat(config.spool().directory()).endsWithRaw(Path.of("spool"));
    assertThat(config.history()).isEqualTo(new Config.History(Duration.ofDays(400)));
    assertThat(config.providers()).isEqualTo(Catalogue.builtIn());
    assertThat(config.subscribers()).isEmpty();
  }

  @Test
  void appsKeepTheOrderOfTheFile() {
    String app =
        "{ provider: box, credentials: { production: { clientId: i, clientSecret: s, redirectUris:"
            + " ['https://a/'] } } }";
    var names = List.of("z", "b", "y", "a", "x");
    var config =
        Sample.read(
            "apps:\n  " + String.join(": " + app + "\n  ", names) + ": " + app, "subscribers:");
    assertThat(config.apps().keySet()).containsExactlyElementsOf(names);
  }

  @Test
  void anEmptyFileMissesEverythingRequired() {
    assertThat(Sample.problemsOf("# nothing yet\n"))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly(
            "kafka.bootstrapServers",
            "database.url",
            "database.user",
            "database.password",
            "encryption.keyset",
            "apps");
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(
            Sample.problemsOf(
                """
                kafka: { bootstrapServers: localhost }
                database: { url: "mysql://x", usr: evergrant, password: "${env:NOT_THERE}" }
                database: { url: "jdbc:mysql://x", usr: evergrant, password: "${env:NOT_THERE}" }
                encryption: { keyset: "${file:not/there.json}" }
                apps:
                  crm/sync: { provider: outreech, scope: [] , credentials: { prod: {} } }
                subscriber: {}
                alerts: { every: hourly, ahead: -1h }
                pages: { port: 99999 }
                """))
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactly(
            "database",
            "kafka.bootstrapServers",
            "database.url",
            "database.user",
            "database.password",
            "encryption.keyset",
            "apps.crm/sync",
            "apps.crm/sync.provider",
            "apps.crm/sync.credentials",
            "alerts.every",
            "alerts.ahead",
            "pages.port",
            "subscriber",
            "database.usr",
            "apps.crm/sync.scope",
            "apps.crm/sync.credentials.prod");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "database: { url: 'jdbc:postgresql://h/d?ssl=true&PASSWORD=x', user: u, password: p } |"
            + " database.url: Write",
        "database: { url: 'jdbc:postgresql:d', user: '', password: p } | database.user: Write a"
            + " text",
        "database: jdbc:postgresql:d       | database: Write keys with values here.",
        "database: [a]                     | database: Write keys with values here.",
        "encryption: { keyset: '{}' }      | encryption.keyset: Write a Tink keyset",
        "alerts: { every: 0s }             | alerts.every: Write a duration",
        "alerts: { every: null }           | alerts.every: Write a duration",
        "alerts: { evry: 1h }              | alerts.evry: This key is unknown; did you mean"
            + " `every`?",
        "pages: { port: 8080x }            | pages.port: Write a whole number from 0 to 65535.",
        "pages: { port: { a: b } }         | pages.port: Write a whole number",
        "scopes: []                        | scopes: This key is unknown; known here: alerts,"
            + " apps,",
      })
  void aProblemNamesItsPlaceAndSaysWhatToDo(String section, String problem) {
    assertThat(Sample.problems(section)).singleElement().asString().startsWith(problem);
  }

  @Test
  void aMissingKeysetSaysHowToMakeOne() {
    assertThat(Sample.problems("encryption: {}"))
        .singleElement()
        .asString()
        .contains("./evergrant keyset > keyset.json");
  }

  @Test
  void aNumberOrAnEmptyTextIsAPassword() {
    assertThat(Sample.read(database("0123")).database().password()).isEqualTo(new Secret("0123"));
    assertThat(Sample.read(database("''")).database().password()).isEqualTo(new Secret(""));
  }

  @Test
  void aFileThatIsNotYamlHasNoOtherProblem() {
    assertThat(Sample.problemsOf("kafka: {")).singleElement().asString().contains("line 1");
    assertThat(Sample.problemsOf("- kafka")).containsExactly("Write keys with values here.");
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    assertThatExceptionOfType(InvalidConfig.class)
        .isThrownBy(() -> ConfigReader.read(directory.resolve("gone.yaml"), Map.of()))
        .withMessageContaining("There is no configuration file")
        .withNoCause();
    assertThatExceptionOfType(InvalidConfig.class)
        .isThrownBy(() -> ConfigReader.read(directory, Map.of()))
        .withMessageContaining("readable");
  }

  @Test
  void theExceptionListsItsProblems() {
    assertThatExceptionOfType(InvalidConfig.class)
        .isThrownBy(() -> ConfigReader.read(Sample.yaml("pages: { port: x }"), directory, Map.of()))
        .withMessageContainingAll(
            "The configuration cannot be used:\n  encryption.keyset: Set the environment",
            "\n  pages.port: Write");
  }

  private static String database(String password) {
    return "database: { url: 'jdbc:postgresql:d', user: u, password: " + password + " }";
  }

  private static Config.Alerts alerts(int everyHours, int aheadHours) {
    return new Config.Alerts(
        Duration.ofHours(everyHours),
        Duration.ofHours(aheadHours),
        Duration.ofDays(3),
        3,
        Duration.ofDays(30),
        null,
        Map.of());
  }
}
