package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A refused refresh token, and all that may keep the refusal from being believed. */
class VerdictTableTest {
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");
  private static final int ANOTHER = 7;

  @ParameterizedTest(
      name = "expected {0}, unusual {1}, holder {2}, in doubt {3}, refused {4} times before: {5}")
  @CsvSource(
      textBlock =
          """
          false, false, false, false, 0, held for PT5S
          false, false, false, false, 1, provider_revoked
          false, false, false, false, 9, provider_revoked
          false, false, false, true,  0, held for PT5S
          false, false, false, true,  1, lost_in_flight
          false, false, false, true,  9, lost_in_flight
          false, false, true,  true,  0, held for PT15S
          false, false, true,  true,  1, held for PT15S
          false, false, true,  true,  9, held for PT15S
          false, true,  false, false, 0, held for PT10S
          false, true,  false, false, 1, held for PT10S
          false, true,  false, true,  0, held for PT10S
          false, true,  false, true,  9, held for PT10S
          false, true,  true,  true,  0, held for PT10S
          false, true,  true,  true,  9, held for PT10S
          true,  false, false, false, 0, development_expired
          true,  false, false, true,  0, development_expired
          true,  false, true,  true,  0, development_expired
          true,  true,  false, false, 0, development_expired
          true,  true,  true,  true,  9, development_expired
          """)
  void aRefusalIsBelievedWhenNothingElseExplainsIt(
      boolean expected,
      boolean unusual,
      boolean holder,
      boolean inDoubt,
      int refusals,
      String verdict) {
    for (Rotation rotation : Rotation.values()) {
      Due.Past past = past(inDoubt ? Samples.CLAIMED : null, holder, refusals);
      Profile provider =
          Samples.profile(
              new Profile.RefreshTokenLifetime(Duration.ofDays(14), null),
              rotation,
              Duration.ofSeconds(60),
              new Profile.Development(10, Duration.ofDays(7)));
      Instant end = expected ? Samples.CLAIMED : null;
      assertThat(words(decide(past, provider, end, unusual))).as("%s", rotation).isEqualTo(verdict);
    }
  }

  @ParameterizedTest(name = "expected {0}, in doubt {1}, refused {2} times before: {3}")
  @CsvSource({
    "false, false, 0, held for PT5S",
    "false, false, 1, lost_in_flight",
    "false, true,  1, lost_in_flight",
    "true,  false, 0, development_expired"
  })
  void aTokenThatDiesInTheShadowOfAnUnheardRequestWasLostInFlight(
      boolean expected, boolean inDoubt, int refusals, String verdict) {
    Instant doubtSince = inDoubt ? Samples.CLAIMED : null;
    Due.Past past = new Due.Past(doubtSince, null, 0, refusals, null, true);
    Instant end = expected ? Samples.CLAIMED : null;
    assertThat(words(decide(past, Samples.outreach(), end, false))).isEqualTo(verdict);
  }

  /** The grace is half a minute, less a tenth, and the answer comes a second after the claim. */
  @ParameterizedTest(name = "{0} after the attempt, unusual {1}: {2}")
  @CsvSource({
    "PT1S,   true,  held for PT10S",
    "PT9S,   true,  held for PT9S",
    "PT25S,  true,  held for PT1S",
    "PT25S,  false, held for PT1S",
    "PT26.4S, true, held for PT0.5S",
    "PT26.6S, true, held for PT10S",
    "PT1M,   false, held for PT5S"
  })
  void whileAGraceLastsARefusalOfWhatIsInDoubtIsLookedAtAgainBeforeItEnds(
      Duration after, boolean unusual, String verdict) {
    Due.Past past = past(Samples.ANSWERED.minus(after), false, 0);
    Profile provider = Samples.rotating(Rotation.GRACE);
    assertThat(words(decide(past, provider, null, unusual))).isEqualTo(verdict);
    if (after.compareTo(Duration.ofSeconds(20)) > 0) {
      assertThat(words(decide(past, Samples.rotating(Rotation.STRICT), null, unusual)))
          .isEqualTo(unusual ? "held for PT10S" : "held for PT5S");
    }
  }

  @ParameterizedTest(name = "{0} after the attempt: {1}")
  @CsvSource({
    "PT1M, held for PT15S",
    "PT9M59S, held for PT15S",
    "PT10M, lost_in_flight",
    "PT1H, lost_in_flight"
  })
  void anEarlierHolderIsNotWaitedForLongerThanTenMinutes(Duration after, String verdict) {
    Due.Past past = past(Samples.ANSWERED.minus(after), true, 1);
    assertThat(words(decide(past, Samples.outreach(), null, false))).isEqualTo(verdict);
  }

  @Test
  void aRefusedTokenThatNobodyUsedForItsIdleTimeIsNotAskedASecondTime() {
    Instant late = Samples.CONSENTED.plus(Duration.ofDays(14));
    Decision decision =
        Lifecycle.after(
            Samples.refresh(Samples.firstClaim()),
            Samples.app(Samples.outreach()),
            REFUSED,
            late,
            late,
            false,
            0);
    assertThat(words(decision)).isEqualTo("refresh_token_expired");
  }

  @ParameterizedTest
  @EnumSource(Rotation.class)
  void aRefusedCodeIsNeitherHeldNorAskedASecondTime(Rotation rotation) {
    Due.Past past = past(Samples.CLAIMED, true, 0);
    Due due = Samples.grant(Samples.claim(past, false));
    App app = Samples.app(Samples.rotating(rotation));
    assertThat(Lifecycle.after(due, app, REFUSED, Samples.SENT, Samples.ANSWERED, true, 0))
        .isEqualTo(new Decision.End(Reason.LOST_IN_FLIGHT, "invalid_grant"));
  }

  @Test
  void aHeldRefusalIsNobodysFailureAndLeavesTheDoubt() {
    Due.Past past = new Due.Past(Samples.CLAIMED, null, 3, 0);
    var hold = (Decision.Hold) decide(past, Samples.outreach(), null, false);
    assertThat(hold.later().inDoubt()).isTrue();
    assertThat(hold.later().failures()).isEqualTo(3);
    assertThat(hold.later().problem()).contains("invalid_grant");
  }

  private static Due.Past past(@Nullable Instant doubtSince, boolean holder, int refusals) {
    return new Due.Past(doubtSince, holder ? ANOTHER : null, 0, refusals);
  }

  private static Decision decide(
      Due.Past past, Profile provider, @Nullable Instant reauthorizeBy, boolean unusual) {
    Due due =
        Samples.refresh(
            Samples.claim(past, false), Samples.connection("development"), "globex", reauthorizeBy);
    return Lifecycle.after(
        due, Samples.app(provider), REFUSED, Samples.SENT, Samples.ANSWERED, unusual, 0);
  }

  private static String words(Decision decision) {
    return switch (decision) {
      case Decision.End end -> end.reason().word();
      case Decision.Hold hold ->
          "held for " + Duration.between(Samples.ANSWERED, hold.later().dueAt());
      case Decision.Store _, Decision.Later _ -> throw new AssertionError(decision);
    };
  }
}
