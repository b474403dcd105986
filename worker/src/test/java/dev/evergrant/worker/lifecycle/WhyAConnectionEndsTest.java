package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A refusal is blamed on whoever caused it: an expected end, our own lost answer, or the user. */
class WhyAConnectionEndsTest {
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");

  @ParameterizedTest(name = "{0} user of {1}, {2} after the consent, in doubt {3}: {4}")
  @CsvSource(
      textBlock =
          """
          development, globex, PT1H,   false, provider_revoked
          development, globex, PT1H,   true,  lost_in_flight
          development, globex, P7D,    false, development_expired
          development, globex, P7D,    true,  development_expired
          development, globex, PT165H, false, development_expired
          development, globex, PT164H, false, provider_revoked
          development, ,       P7D,    false, development_expired
          development, acme,   P7D,    false, provider_revoked
          development, acme,   P7D,    true,  lost_in_flight
          development, acme,   P14D,   false, refresh_token_expired
          production,  globex, P7D,    false, provider_revoked
          production,  globex, P13D,   true,  lost_in_flight
          production,  globex, P14D,   false, refresh_token_expired
          production,  globex, P14D,   true,  lost_in_flight
          """)
  void aRefusedRefreshTokenEndsForItsTrueReason(
      String environment, String organization, Duration age, boolean inDoubt, String reason) {
    assertThat(reasonOf(Samples.outreach(), environment, organization, age, inDoubt))
        .isEqualTo(reason);
  }

  @ParameterizedTest(name = "{0} user of {1} after {2}: {3}")
  @CsvSource(
      textBlock =
          """
          production,  globex, P29D, provider_revoked
          production,  globex, P30D, refresh_token_expired
          development, acme,   P30D, refresh_token_expired
          development, globex, P30D, development_expired
          """)
  void anAbsoluteLifetimeIsNotMistakenForTheEndOfADevelopmentGrant(
      String environment, String organization, Duration age, String reason) {
    assertThat(reasonOf(absolute(Duration.ofDays(30)), environment, organization, age, false))
        .isEqualTo(reason);
  }

  @Test
  void anAbsoluteLifetimeThatEndsBeforeADevelopmentGrantIsTheReason() {
    Profile provider = absolute(Duration.ofDays(3));
    assertThat(reasonOf(provider, "development", "globex", Duration.ofDays(3), false))
        .isEqualTo("refresh_token_expired");
  }

  @ParameterizedTest
  @EnumSource(Rotation.class)
  void aCodeRefusedAfterALostAnswerWasLostInFlightWhateverTheRotation(Rotation rotation) {
    var firstTry = Samples.grant(Samples.claim(false, 3, false));
    var afterDoubt = Samples.grant(Samples.claim(true, 3, false));
    assertThat(Samples.decide(firstTry, Samples.rotating(rotation), REFUSED))
        .isEqualTo(new Decision.End(Reason.PROVIDER_REVOKED, "invalid_grant"));
    assertThat(Samples.decide(afterDoubt, Samples.rotating(rotation), REFUSED))
        .isEqualTo(new Decision.End(Reason.LOST_IN_FLIGHT, "invalid_grant"));
  }

  @Test
  void aConnectionWithoutARefreshTokenEndsWithItsTokens() {
    assertThat(Lifecycle.withoutRefreshToken())
        .isEqualTo(new Decision.End(Reason.REFRESH_TOKEN_EXPIRED, "no_refresh_token"));
  }

  @ParameterizedTest(name = "in doubt {0} after {1} failures")
  @CsvSource({"false, 0", "true, 0", "false, 5", "true, 5"})
  void aRowThatWasNotAskedAboutIsAsItWas(boolean inDoubt, int failures) {
    Due due = Samples.refresh(Samples.claim(inDoubt, failures, true));
    assertThat(Lifecycle.notAsked(due, Samples.ANSWERED, "Too slow."))
        .isEqualTo(new Decision.Later(Samples.ANSWERED, inDoubt, failures, "Too slow."));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsFoundAgainByItsWord(Reason reason) {
    assertThat(Reason.of(reason.word())).isEqualTo(reason);
  }

  private static Profile absolute(Duration lifetime) {
    return Samples.profile(
        new Profile.RefreshTokenLifetime(null, lifetime),
        Rotation.UNKNOWN,
        Duration.ZERO,
        new Profile.Development(10, Duration.ofDays(7)));
  }

  /** The refusal of a token that has not been refreshed since the consent. */
  private static String reasonOf(
      Profile provider, String environment, String organization, Duration age, boolean inDoubt) {
    App app = Samples.app(provider);
    TokenSet tokens =
        ((Decision.Store)
                Samples.decide(Samples.grant(Samples.firstClaim()), provider, Samples.issued()))
            .tokens();
    Horizon.End end = Horizon.of(app, environment, Samples.consentOf(organization), tokens, false);
    Instant reauthorizeBy = end == null ? null : end.at();
    Due due =
        Samples.refresh(
            Samples.claim(new Due.Past(inDoubt ? Samples.CLAIMED : null, null, 0, 1), false),
            Samples.connection(environment),
            organization,
            reauthorizeBy);
    Instant now = Samples.CONSENTED.plus(age);
    return ((Decision.End) Lifecycle.after(due, app, REFUSED, now, now, false, 0)).reason().word();
  }
}
