package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Profile.ClientAuthentication;
import dev.evergrant.worker.lifecycle.Rotation;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersReaderTest {

  @Test
  void anOverrideChangesOnlyWhatItNames() {
    var outreach =
        read(
            "outreach",
            """
            providers:
              outreach:
                tokenUrl: http://localhost:8090/oauth/token
                revokeUrl: http://127.0.0.1:8090/oauth/revoke
                refreshTokenLifetime: { absolute: 365d }
                limits: { ratePerSecond: 5 }
                development: { lifetime: 1h }
            """);
    assertThat(outreach.tokenUrl()).isEqualTo(URI.create("http://localhost:8090/oauth/token"));
    assertThat(outreach.authorizeUrl()).hasHost("api.outreach.io");
    assertThat(outreach.revokeUrl()).hasPort(8090);
    assertThat(outreach.refreshTokenLifetime())
        .isEqualTo(new Profile.RefreshTokenLifetime(Duration.ofDays(14), Duration.ofDays(365)));
    assertThat(outreach.limits()).isEqualTo(new Profile.Limits(5, 64, Duration.ofSeconds(10)));
    assertThat(outreach.development()).isEqualTo(new Profile.Development(10, Duration.ofHours(1)));
    assertThat(outreach.mintSpacing()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void nullTakesARuleAway() {
    var outreach =
        read(
            "outreach",
            "providers: { outreach: { development: null, refreshTokenLifetime: null } }");
    assertThat(outreach.development()).isNull();
    assertThat(outreach.refreshTokenLifetime())
        .isEqualTo(new Profile.RefreshTokenLifetime(null, null));
  }

  @Test
  void aNewProviderNeedsOnlyItsUrls() {
    assertThat(
            read(
                "ours",
                "providers: { ours: { authorizeUrl: https://a.example/x, tokenUrl:"
                    + " https://a.example/y } }"))
        .isEqualTo(
            new Profile(
                "ours",
                URI.create("https://a.example/x"),
                URI.create("https://a.example/y"),
                null,
                ClientAuthentication.BODY,
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                new Profile.RefreshTokenLifetime(null, null),
                Rotation.UNKNOWN,
                Duration.ZERO,
                true,
                Duration.ZERO,
                new Profile.Limits(50, 64, Duration.ofSeconds(10)),
                null,
                Set.of(),
                null));
  }

  @Test
  void everythingCanBeSaidOfAProvider() {
    assertThat(
            read(
                "ours",
                """
                providers:
                  ours:
                    authorizeUrl: https://a.example/authorize?audience=api
                    tokenUrl: https://a.example/token
                    revokeUrl: https://a.example/revoke
                    clientAuthentication: basic
                    codeLifetime: 1m
                    accessTokenLifetime: 30m
                    refreshTokenLifetime: { idle: 30d, absolute: 365d }
                    rotation: grace
                    rotationGrace: 10m
                    resend: false
                    mintSpacing: 5s
                    limits: { ratePerSecond: 1, concurrent: 2, deadline: 3s }
                    development: { freeUsersOfOwner: 4, lifetime: 5d }
                    refusals: [token_gone, user_gone]
                    identity: { from: user_info, url: https://a.example/me, email: /email }
                """))
        .isEqualTo(
            new Profile(
                "ours",
                URI.create("https://a.example/authorize?audience=api"),
                URI.create("https://a.example/token"),
                URI.create("https://a.example/revoke"),
                ClientAuthentication.BASIC,
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                new Profile.RefreshTokenLifetime(Duration.ofDays(30), Duration.ofDays(365)),
                Rotation.GRACE,
                Duration.ofMinutes(10),
                false,
                Duration.ofSeconds(5),
                new Profile.Limits(1, 2, Duration.ofSeconds(3)),
                new Profile.Development(4, Duration.ofDays(5)),
                Set.of("token_gone", "user_gone"),
                new Identity.UserInfo(
                    URI.create("https://a.example/me"),
                    new Identity.Pointers(null, "/email", null))));
  }

  @Test
  void aNewProviderWithoutItsUrlsIsAProblem() {
    assertThat(Sample.problems("providers: { ours: { rotation: strict } }"))
        .satisfiesExactly(
            url -> assertThat(url).startsWith("providers.ours.authorizeUrl: This is required."),
            url -> assertThat(url).startsWith("providers.ours.tokenUrl: This is required."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/t?x=y",
        "HTTPS://a.example",
        "http://localhost:1/",
        "http://LOCALHOST/",
        "http://127.0.0.1/",
        "http://127.9.8.7:1/",
        "'http://[::1]:8090/t'",
      })
  void secretsMayGoThere(String url) {
    assertThat(Sample.problems("providers: { outreach: { tokenUrl: " + url + " } }")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/",
        "http://127.0.0.1.a.example/",
        "http://localhost.a.example/",
        "http://10.0.0.1/",
        "http://128.0.0.1/",
        "'http://[::2]/'",
        "ftp://localhost/",
        "a.example",
        "/t",
        "'https://a.example/#x'",
        "https://u:p@a.example/",
        "'https://a b/'",
        "''",
        "null",
        "'https:'",
        "[https://a.example/]",
      })
  void secretsMayNotGoThere(String url) {
    assertThat(Sample.problems("providers: { outreach: { tokenUrl: " + url + " } }"))
        .singleElement()
        .asString()
        .startsWith("providers.outreach.tokenUrl: Write an https URL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rotation: sometimes          | rotation: Write one of: grace, reusable, strict, unknown",
        "rotation: grace              | rotationGrace: Say how long",
        "rotation: STRICT             | rotation: Write one of",
        "clientAuthentication: jwt    | clientAuthentication: Write one of: basic, body",
        "codeLifetime: 0s             | codeLifetime: Write a duration",
        "codeLifetime: null           | codeLifetime: Write a duration",
        "mintSpacing: 60              | mintSpacing: Write a duration",
        "limits: { concurrent: 0 }    | limits.concurrent: Write a whole number from 1",
        "limits: { deadline: soon }   | limits.deadline: Write a duration",
        "limits: 50                   | limits: Write keys with values",
        "limits: { rate: 50 }         | limits.rate: This key is unknown; known here: concurrent,",
        "development: 7d              | development: Write keys with values",
        "refusals: invalid_token      | refusals: Write a list",
        "refreshTokenLifetime: { idle: x } | refreshTokenLifetime.idle: Write a duration",
        "token_url: x                 | token_url: This key is unknown; did you mean `tokenUrl`?",
      })
  void aWrongValueIsAProblemThatSaysWhatToDo(String line, String problem) {
    assertThat(Sample.problems("providers: { outreach: { " + line + " } }"))
        .singleElement()
        .asString()
        .startsWith("providers.outreach." + problem);
  }

  @Test
  void aDevelopmentRuleNeedsItsLifetime() {
    assertThat(Sample.problems("providers: { github: { development: { freeUsersOfOwner: 1 } } }"))
        .singleElement()
        .asString()
        .startsWith("providers.github.development.lifetime: This is required.");
  }

  private static Profile read(String name, String section) {
    return Sample.named(name, Sample.read(section).providers());
  }
}
