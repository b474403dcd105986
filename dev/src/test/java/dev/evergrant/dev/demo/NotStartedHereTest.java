package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.App;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NotStartedHereTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final Board board = new Board("demo", 10, 10);
  private final NotStartedHere page = new NotStartedHere(app(), board, "before {{again}} after");

  @Test
  void whoeverWasAskedToAuthorizeAgainMayBeginProperly() {
    asked("dev@globex.example");
    assertThat(page.page(Query.parse("state=dev&code=somebodys")))
        .contains("/connect?environment=development&amp;subject=dev%40globex.example")
        .doesNotContain("somebodys");
  }

  @Test
  void aStateOfNoCredentialsAndNobodyAskedOfferNothing() {
    assertThat(page.page(Query.parse("state=dev"))).isEqualTo("before  after");
    asked("user-1");
    assertThat(page.page(Query.parse("state=guessed"))).isEqualTo("before  after");
    assertThat(page.page(Query.parse(""))).isEqualTo("before  after");
  }

  @Test
  void aSubjectThatLooksLikeHtmlIsOnlyText() {
    asked("\"><img src=x onerror=alert(1)>");
    assertThat(page.page(Query.parse("state=dev")))
        .contains("subject=%22%3E%3Cimg")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<img");
  }

  private void asked(String subject) {
    String connection = "crm-sync/development/" + subject;
    board.update(
        new TokenUpdate(
            connection,
            "crm-sync",
            "development",
            subject,
            "outreach",
            "revoked",
            2,
            "development_expired",
            null,
            null,
            null,
            null,
            null,
            Map.of()));
    board.alert(connection, new AlertLine("expired", NOON, "", null));
  }

  private static App app() {
    String yaml =
        """
        kafka: { bootstrapServers: "localhost:9092" }
        database: { url: "jdbc:postgresql://localhost/evergrant", user: u, password: p }
        encryption: { keyset: '%s' }
        apps:
          crm-sync:
            provider: outreach
            organization: acme
            scopes: [users.read]
            credentials:
              production:
                { clientId: prod, clientSecret: s, redirectUris: ["http://localhost/cb"] }
              development:
                { clientId: dev, clientSecret: s, redirectUris: ["http://localhost/cb"], states: [dev] }
        """
            .formatted(Keysets.generate().reveal());
    try {
      return Objects.requireNonNull(
          ConfigReader.read(yaml, Path.of("."), Map.of()).apps().get("crm-sync"));
    } catch (InvalidConfig problem) {
      throw new IllegalStateException(problem);
    }
  }
}
