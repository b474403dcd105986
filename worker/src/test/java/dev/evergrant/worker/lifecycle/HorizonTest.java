package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizonTest {

  @ParameterizedTest(
      name = "{0}, user of {1}, crowded {2}, absolute {3}, development {4}: {5} as {6}")
  @CsvSource(
      textBlock =
          """
          production,  acme,     false, ,     P7D, ,
          production,  globex,   true,  ,     P7D, ,
          production,  ,         false, ,     P7D, ,
          production,  globex,   false, P90D, P7D, P90D, REFRESH_TOKEN_EXPIRED
          development, acme,     false, ,     P7D, ,
          development, acme,     true,  ,     P7D, P7D,  DEVELOPMENT_EXPIRED
          development, acme-old, false, ,     P7D, ,
          development, globex,   false, ,     P7D, P7D,  DEVELOPMENT_EXPIRED
          development, globex,   true,  ,     P7D, P7D,  DEVELOPMENT_EXPIRED
          development, ,         false, ,     P7D, P7D,  DEVELOPMENT_EXPIRED
          development, acme,     false, P90D, P7D, P90D, REFRESH_TOKEN_EXPIRED
          development, acme,     true,  P90D, P7D, P7D,  DEVELOPMENT_EXPIRED
          development, globex,   false, P90D, P7D, P7D,  DEVELOPMENT_EXPIRED
          development, globex,   false, P3D,  P7D, P3D,  REFRESH_TOKEN_EXPIRED
          development, ACME,     false, ,     P7D, P7D,  DEVELOPMENT_EXPIRED
          development, globex,   true,  ,     ,    ,
          development, globex,   true,  P90D, ,    P90D, REFRESH_TOKEN_EXPIRED
          """)
  void onlyTheUserCanKeepAConnectionAliveBeyondThis(
      String environment,
      @Nullable String organization,
      boolean crowded,
      @Nullable Duration absolute,
      @Nullable Duration development,
      @Nullable Duration expected,
      @Nullable Reason reason) {
    App app = app(absolute, development, Set.of("acme", "acme-old"));
    Horizon.End end =
        Horizon.of(app, environment, Samples.consentOf(organization), tokens(), crowded);
    assertThat(end)
        .isEqualTo(
            expected == null || reason == null
                ? null
                : new Horizon.End(Samples.CONSENTED.plus(expected), reason));
  }

  @ParameterizedTest(name = "a user of {0} in an app that nobody owns")
  @CsvSource({"acme", "''", ","})
  void nobodyOwnsAnAppWithoutAnOrganization(@Nullable String organization) {
    App app = app(null, Duration.ofDays(7), Set.of());
    assertThat(Horizon.of(app, "development", Samples.consentOf(organization), tokens(), false))
        .isEqualTo(
            new Horizon.End(
                Samples.CONSENTED.plus(Duration.ofDays(7)), Reason.DEVELOPMENT_EXPIRED));
  }

  @Test
  void aConnectionWithoutARefreshTokenEndsWithItsAccessToken() {
    App app = app(Duration.ofDays(90), null, Set.of());
    TokenSet tokens = tokens(Samples.issued(null, Duration.ofHours(2)));
    assertThat(Horizon.of(app, "production", Samples.consentOf("globex"), tokens, false))
        .isEqualTo(new Horizon.End(tokens.expiresAt(), Reason.REFRESH_TOKEN_EXPIRED));
  }

  @ParameterizedTest(name = "an end after {0}, to be told {1} ahead, is told after {2}")
  @CsvSource({"P7D, PT24H, P6D", "P7D, P10D, P3DT12H", "PT2H, PT24H, PT1H", "P365D, P30D, P335D"})
  void nobodyIsWarnedBeforeHalfOfTheTimeHasPassed(
      Duration life, Duration ahead, Duration expected) {
    assertThat(Horizon.tellFrom(Samples.CONSENTED, Samples.CONSENTED.plus(life), ahead))
        .isEqualTo(Samples.CONSENTED.plus(expected));
  }

  @ParameterizedTest(name = "known end after {0}: asked after {1}")
  @CsvSource({"PT1H, PT1H", "P7D, PT1H30M", ", PT1H30M", "PT0S, PT1H30M", "-PT1H, PT1H30M"})
  void theProviderIsAskedAtAKnownEndWhetherItHasCome(@Nullable Duration end, Duration dueAfter) {
    TokenSet tokens = tokens();
    TokenSet due =
        new TokenSet(
            tokens.accessToken(),
            tokens.refreshToken(),
            tokens.tokenType(),
            tokens.scope(),
            Samples.SENT,
            tokens.expiresAt(),
            Samples.SENT.plus(Duration.ofMinutes(90)),
            tokens.floorAt(),
            null);
    TokenSet ending = due.endingAt(end == null ? null : Samples.SENT.plus(end));
    assertThat(ending.dueAt()).isEqualTo(Samples.SENT.plus(dueAfter));
    assertThat(ending.reauthorizeBy()).isEqualTo(end == null ? null : Samples.SENT.plus(end));
  }

  private static App app(
      @Nullable Duration absolute, @Nullable Duration development, Set<String> owners) {
    App app =
        Samples.app(
            Samples.profile(
                new Profile.RefreshTokenLifetime(Duration.ofDays(14), absolute),
                Rotation.UNKNOWN,
                Duration.ZERO,
                development == null ? null : new Profile.Development(10, development)));
    return new App(app.name(), app.provider(), owners, app.scopes(), app.credentials());
  }

  private static TokenSet tokens() {
    return tokens(Samples.issued());
  }

  private static TokenSet tokens(Reply reply) {
    var due = Samples.grant(Samples.firstClaim());
    return ((Decision.Store) Samples.decide(due, Samples.outreach(), reply)).tokens();
  }
}
