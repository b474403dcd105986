package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppsReaderTest {

  private static final String PRODUCTION =
      "production: { clientId: i, clientSecret: s, redirectUris: ['https://a.example/cb'] }";

  @Test
  void organizationAndScopesMayBeLeftOut() {
    String keys = "provider: github, credentials: { " + PRODUCTION + " }";
    var app = Sample.named("a", Sample.read(app("a", keys), "subscribers:").apps());
    assertThat(app.owners()).isEmpty();
    assertThat(app.scopes()).isEmpty();
    assertThat(app.credentials()).containsOnlyKeys("production");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "''", "-a", ".a", "a b", "ä"})
  void anAppsNameIsPartOfAConnectionsName(String name) {
    assertThat(problems(name, "provider: github, credentials: { " + PRODUCTION + " }"))
        .singleElement()
        .asString()
        .contains("Name it with at most 100");
  }

  @Test
  void anUnknownProviderIsAProblemThatListsTheKnownOnes() {
    assertThat(problems("a", "provider: outreech, credentials: { " + PRODUCTION + " }"))
        .containsExactly(
            "apps.a.provider: Write one of: box, github, google, hubspot, linkedin, microsoft,"
                + " outreach.");
  }

  @Test
  void aProviderOfTheFilesOwnIsKnown() {
    assertThat(
            Sample.problems(
                "providers: { ours: { authorizeUrl: https://a.example, tokenUrl: https://a.example"
                    + " } }",
                app("crm-sync", "provider: ours, credentials: { " + PRODUCTION + " }")))
        .isEmpty();
  }

  @Test
  void allOfTheCredentialsAreRequired() {
    assertThat(problems("a", "provider: github, credentials: { development: {} }"))
        .satisfiesExactly(
            id -> assertThat(id).startsWith("apps.a.credentials.development.clientId: This is"),
            secret -> assertThat(secret).contains("clientSecret: This is required."),
            uris -> assertThat(uris).contains("redirectUris: List at least one"));
  }

  @Test
  void oneEnvironmentIsRequiredAndAThirdIsUnknown() {
    assertThat(problems("a", "provider: github, credentials: { staging: { clientId: i } }"))
        .containsExactly(
            "apps.a.credentials: Write the credentials of production, of development, or of both"
                + " here.",
            "apps.a.credentials.staging: This key is unknown; known here: development,"
                + " production.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cb", "a.example/cb", "'https://a.example/#x'", "''", "'https://a b/'"})
  void aRedirectUriIsAbsoluteAndWithoutFragment(String uri) {
    String credentials =
        "production: { clientId: i, clientSecret: s, redirectUris: ['https://ok/', " + uri + "] }";
    assertThat(problems("a", "provider: github, credentials: { " + credentials + " }"))
        .singleElement()
        .asString()
        .startsWith("apps.a.credentials.production.redirectUris[1]: Write an absolute URI");
  }

  @Test
  void aStateTellsTheEnvironmentsApart() {
    String credentials =
        """
        production: { clientId: i, clientSecret: s, redirectUris: ['https://a/'], states: [x, y] },
        development: { clientId: i, clientSecret: s, redirectUris: ['https://a/'], states: [z, y] }
        """;
    assertThat(problems("a", "provider: github, credentials: { " + credentials + " }"))
        .singleElement()
        .asString()
        .startsWith("apps.a.credentials.development.states[1]: Remove this state here or there");
  }

  @Test
  void aScopeIsOneWord() {
    String rest = ", provider: github, credentials: { " + PRODUCTION + " }";
    assertThat(problems("a", "scopes: ['a b']" + rest)).hasSize(1);
    assertThat(problems("a", "scopes: 'a b'" + rest))
        .containsExactly("apps.a.scopes: Write a list here.");
    assertThat(problems("a", "scopes: ['https://www.example/auth/x.readonly']" + rest)).isEmpty();
  }

  @Test
  void withoutAnAppThereIsNothingToDo() {
    assertThat(Sample.problems("apps: {}", "subscribers: {}"))
        .singleElement()
        .asString()
        .startsWith("apps: Name at least one app");
  }

  private static Iterable<String> problems(String name, String keys) {
    return Sample.problems(app(name, keys), "subscribers: {}");
  }

  private static String app(String name, String keys) {
    return "apps: { " + name + ": { " + keys + " } }";
  }
}
