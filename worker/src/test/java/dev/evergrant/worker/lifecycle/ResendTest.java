package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a code or refresh token whose answer was lost is sent again, or somebody waited for. */
class ResendTest {
  private static final Instant ATTEMPT = Samples.CLAIMED;

  /** The grace of the samples is half a minute, less a tenth. */
  @ParameterizedTest(name = "{0}, {1} after the attempt, holder {2}, refused {3} times: {4}")
  @CsvSource(
      textBlock =
          """
          REUSABLE,       PT1M,  true,  0, sent
          UNTIL_NEW_USED, PT1M,  true,  0, sent
          GRACE,          PT26S, true,  0, sent
          GRACE,          PT27S, true,  0, PT15S
          STRICT,         PT1M,  true,  0, PT15S
          UNKNOWN,        PT1M,  true,  0, PT15S
          STRICT,         PT9M,  true,  0, PT15S
          STRICT,         PT10M, true,  0, sent
          REUSABLE,       PT1M,  true,  1, PT15S
          GRACE,          PT1S,  true,  1, PT15S
          UNTIL_NEW_USED, PT10M, true,  1, sent
          REUSABLE,       PT1M,  false, 0, sent
          UNTIL_NEW_USED, PT1M,  false, 0, sent
          GRACE,          PT15S, false, 0, sent
          GRACE,          PT5S,  false, 0, PT10S
          GRACE,          PT1M,  false, 0, sent
          STRICT,         PT1M,  false, 0, PT2M
          STRICT,         PT3M,  false, 0, sent
          UNKNOWN,        PT1M,  false, 0, sent
          STRICT,         PT3M,  false, 1, sent
          """)
  void aRefreshTokenIsLeftToItsHolderWhereASecondUseCouldTakeHisTokensFromHim(
      Rotation rotation, Duration after, boolean holder, int refusals, String action) {
    Due due = refresh(ATTEMPT, holder, refusals);
    assertThat(action(due, Samples.rotating(rotation), ATTEMPT.plus(after))).isEqualTo(action);
  }

  @Test
  void withinAGraceWhatFailedByItselfHasWaitedAlready() {
    Due due = Samples.refresh(Samples.claim(new Due.Past(ATTEMPT, null, 1, 0), false));
    Profile provider = Samples.rotating(Rotation.GRACE);
    assertThat(action(due, provider, ATTEMPT.plusSeconds(5))).isEqualTo("sent");
  }

  /** Where a second worker is lost, its own claim counts, and yet a grace runs from the first. */
  @Test
  void theRestBeginsWithTheLastThatWasLost() {
    var past = new Due.Past(ATTEMPT, null, 0, 0, ATTEMPT.plus(Duration.ofMinutes(3)), false);
    Due due = Samples.refresh(Samples.claim(past, false));
    Instant now = ATTEMPT.plus(Duration.ofMinutes(4));
    assertThat(action(due, Samples.rotating(Rotation.STRICT), now)).isEqualTo("PT2M");
    assertThat(action(due, Samples.rotating(Rotation.GRACE), now)).isEqualTo("sent");
  }

  @Test
  void aConnectionWhoseAccessTokenHasEndedWaitsForAHolderAllTheSame() {
    Instant expired = Samples.CONSENTED.plus(Duration.ofHours(2));
    Due due = refresh(expired.minusSeconds(60), true, 0);
    Profile strict = Samples.rotating(Rotation.STRICT);
    assertThat(action(due, strict, expired.minusMillis(1))).isEqualTo("PT15S");
    assertThat(action(due, strict, expired)).isEqualTo("PT15S");
    assertThat(action(due, strict, expired.plus(Duration.ofMinutes(9)))).isEqualTo("sent");
  }

  @ParameterizedTest
  @EnumSource(Rotation.class)
  void whatWasNeverSentIsSent(Rotation rotation) {
    for (boolean resend : new boolean[] {false, true}) {
      Profile provider = Samples.resending(resend, Samples.rotating(rotation));
      assertThat(action(refresh(null, false, 0), provider, ATTEMPT)).isEqualTo("sent");
      assertThat(action(grant(null, false), provider, ATTEMPT)).isEqualTo("sent");
    }
  }

  @ParameterizedTest
  @EnumSource(Rotation.class)
  void whereResendingIsForbiddenARefreshTokenInDoubtIsLostWhenItsAccessTokenEnds(
      Rotation rotation) {
    Profile provider = Samples.resending(false, Samples.rotating(rotation));
    Instant expired = Samples.CONSENTED.plus(Duration.ofHours(2));
    Due due = refresh(ATTEMPT, false, 0);
    assertThat(action(due, provider, ATTEMPT)).isEqualTo("PT1H");
    assertThat(Resend.instead(due, Samples.app(provider), expired))
        .isEqualTo(new Decision.End(Reason.LOST_IN_FLIGHT, "not_sent_again"));
  }

  @Test
  void whereResendingIsForbiddenACodeInDoubtWaitsForItsDeadline() {
    Profile provider = Samples.resending(false, Samples.rotating(Rotation.STRICT));
    assertThat(action(grant(ATTEMPT, false), provider, ATTEMPT)).isEqualTo("PT30M");
    assertThat(action(grant(ATTEMPT, true), provider, ATTEMPT)).isEqualTo("PT30M");
  }

  /** The deadline is half an hour after the attempt, and a call's is ten seconds. */
  @ParameterizedTest(name = "holder {0}, {1} after the attempt: {2}")
  @CsvSource({
    "true, PT1M, PT15S",
    "true, PT29M20S, PT10S",
    "true, PT29M30S, sent",
    "false, PT1M, sent"
  })
  void aCodeIsLeftToItsHolderUntilThereIsJustTimeForAFewTries(
      boolean holder, Duration after, String action) {
    Profile provider = Samples.rotating(Rotation.REUSABLE);
    assertThat(action(grant(ATTEMPT, holder), provider, ATTEMPT.plus(after))).isEqualTo(action);
  }

  @Test
  void aQuarantinedTokenIsAnotherSecretAndIsSent() {
    var due = refresh(ATTEMPT, true, 2);
    Due trying =
        new Due.Refresh(
            due.claim(),
            due.connection(),
            due.version(),
            due.consent(),
            new Secret("quarantined"),
            3L,
            due.scope(),
            due.issuedAt(),
            due.expiresAt(),
            null);
    Profile provider = Samples.resending(false, Samples.rotating(Rotation.STRICT));
    assertThat(action(trying, provider, ATTEMPT)).isEqualTo("sent");
  }

  private static Due.Refresh refresh(@Nullable Instant doubtSince, boolean holder, int refusals) {
    return Samples.refresh(
        Samples.claim(
            new Due.Past(doubtSince, holder ? 7 : null, 1, refusals, doubtSince, false), false));
  }

  private static Due.Grant grant(@Nullable Instant doubtSince, boolean holder) {
    return Samples.grant(Samples.claim(new Due.Past(doubtSince, holder ? 7 : null, 0, 0), false));
  }

  private static String action(Due due, Profile provider, Instant now) {
    return switch (Resend.instead(due, Samples.app(provider), now)) {
      case null -> "sent";
      case Decision.Later later -> Duration.between(now, later.dueAt()).toString();
      case Decision other -> other.toString();
    };
  }
}
