package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizonTest {

  @ParameterizedTest(name = "{0}, user of {1}, absolute {2}, development {3}: {4}")
  @CsvSource(
      textBlock =
          """
          production,  acme,   ,     P7D,
          production,  globex, ,     P7D,
          production,  ,       ,     P7D,
          production,  globex, P90D, P7D, P90D
          development, acme,   ,     P7D,
          development, globex, ,     P7D, P7D
          development, ,       ,     P7D, P7D
          development, acme,   P90D, P7D, P90D
          development, globex, P90D, P7D, P7D
          development, globex, P3D,  P7D, P3D
          development, ACME,   ,     P7D, P7D
          development, globex, ,     ,
          development, globex, P90D, ,    P90D
          """)
  void onlyTheUserCanKeepAConnectionAliveBeyondThis(
      String environment,
      @Nullable String organization,
      @Nullable Duration absolute,
      @Nullable Duration development,
      @Nullable Duration expected) {
    Profile provider =
        Samples.profile(
            new Profile.RefreshTokenLifetime(Duration.ofDays(14), absolute),
            Rotation.UNKNOWN,
            Duration.ZERO,
            development == null ? null : new Profile.Development(10, development));
    assertThat(
            Horizon.reauthorizeBy(
                Samples.app(provider), environment, Samples.consentOf(organization)))
        .isEqualTo(expected == null ? null : Samples.CONSENTED.plus(expected));
  }

  @ParameterizedTest(name = "a user of {0} in an app that nobody owns")
  @CsvSource({"acme", "''", ","})
  void nobodyOwnsAnAppWithoutAnOrganization(@Nullable String organization) {
    App owned = Samples.app(Samples.outreach());
    App ownerless =
        new App(owned.name(), owned.provider(), null, owned.scopes(), owned.credentials());
    assertThat(Horizon.reauthorizeBy(ownerless, "development", Samples.consentOf(organization)))
        .isEqualTo(Samples.CONSENTED.plus(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource({"production, globex", "development, globex", "development, acme"})
  void newTokensCarryTheEndThatTheirConsentHas(String environment, String organization) {
    var due =
        Samples.refresh(Samples.firstClaim(), Samples.connection(environment), organization, null);
    var stored = (Decision.Store) Samples.decide(due, Samples.outreach(), Samples.issued());
    assertThat(stored.tokens().reauthorizeBy())
        .isEqualTo(
            Horizon.reauthorizeBy(Samples.app(Samples.outreach()), environment, due.consent()));
  }
}
