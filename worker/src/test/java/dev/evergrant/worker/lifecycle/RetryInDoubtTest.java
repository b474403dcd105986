package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a refresh waits whose answer was lost, by what the provider does to a used token. */
class RetryInDoubtTest {
  private static final Reply LOST = new Reply.InDoubt("The answer was a page.", true);
  private static final Reply SILENCE = new Reply.InDoubt("The answer did not come.", false);

  @ParameterizedTest(name = "{0}, spacing {1}, {2} failures: {3}")
  @CsvSource(
      textBlock =
          """
          REUSABLE,       PT0S, 0,  PT0.5S
          GRACE,          PT0S, 0,  PT0.5S
          UNTIL_NEW_USED, PT0S, 0,  PT0.5S
          STRICT,         PT0S, 0,  PT0.5S
          UNKNOWN,        PT0S, 0,  PT0.5S
          REUSABLE,       PT1M, 0,  PT1M
          GRACE,          PT1M, 0,  PT0.5S
          UNTIL_NEW_USED, PT1M, 0,  PT1M
          STRICT,         PT1M, 0,  PT1M
          UNKNOWN,        PT1M, 0,  PT1M
          GRACE,          PT1M, 4,  PT8S
          STRICT,         PT1M, 4,  PT1M
          STRICT,         PT1M, 8,  PT2M8S
          GRACE,          PT1M, 6,  PT26.75S
          GRACE,          PT1M, 30, PT26.75S
          STRICT,         PT1M, 30, PT2M30S
          """)
  void onlyAGraceIsWorthAskingWithinTheMintSpacing(
      Rotation rotation, Duration spacing, int failures, Duration wait) {
    assertThat(waitAfter(LOST, rotation, spacing, failures)).isEqualTo(wait);
  }

  /** A call's deadline is ten seconds, and of a grace of 30 s 26.75 s are left. */
  @ParameterizedTest(name = "{0}, spacing {1}, {2} failures: {3}")
  @CsvSource(
      textBlock =
          """
          REUSABLE,       PT0S, 0,  PT0.5S
          UNTIL_NEW_USED, PT0S, 0,  PT0.5S
          GRACE,          PT0S, 0,  PT13.375S
          GRACE,          PT1M, 6,  PT26.75S
          STRICT,         PT0S, 0,  PT20S
          UNKNOWN,        PT0S, 0,  PT20S
          STRICT,         PT1M, 0,  PT1M
          STRICT,         PT0S, 8,  PT2M8S
          """)
  void aProviderThatHasSaidNothingIsGivenTimeToActOnTheFirstUseWhereASecondDoesHarm(
      Rotation rotation, Duration spacing, int failures, Duration wait) {
    assertThat(waitAfter(SILENCE, rotation, spacing, failures)).isEqualTo(wait);
  }

  @Test
  void aGraceThatIsOverIsNoReasonToAskAHangingProviderSooner() {
    Profile provider = Samples.rotating(Rotation.GRACE);
    Due due = Samples.refresh(Samples.claim(true, 0, false));
    Instant later = Samples.CLAIMED.plusSeconds(27);
    var decision =
        Lifecycle.after(due, Samples.app(provider), SILENCE, later, later, false, 0.999_999);
    assertThat(((Decision.Later) decision).dueAt()).isEqualTo(later.plusSeconds(20));
  }

  /** Ten seconds after its claim, of a grace of 30 s 17 s are left. */
  @ParameterizedTest(name = "{0}, in doubt: {1}: {2}")
  @CsvSource(
      textBlock =
          """
          GRACE,  true,  PT8.5S
          GRACE,  false, PT4M16S
          STRICT, true,  PT4M16S
          """)
  void whatCouldNotBeSentIsTriedAgainWhileAGraceRuns(
      Rotation rotation, boolean inDoubt, Duration wait) {
    Due due = Samples.refresh(Samples.claim(inDoubt, 8, false));
    Instant now = Samples.CLAIMED.plusSeconds(10);
    var notSent = new Reply.Unavailable("The circuit is open.");
    var decision =
        Lifecycle.after(
            due, Samples.app(Samples.rotating(rotation)), notSent, now, now, false, 0.999_999);
    assertThat(Duration.between(now, ((Decision.Later) decision).dueAt()))
        .isCloseTo(wait, Duration.ofMillis(100));
  }

  @Test
  void aCodeThatNothingWasSaidToWaitsAtMostHalfOfItsTime() {
    Profile provider = Samples.rotating(Rotation.REUSABLE);
    Due.Grant due = Samples.grant(Samples.claim(false, 0, false));
    for (var expected :
        Map.of(
                due.deadline().minusSeconds(60), Duration.ofSeconds(20),
                due.deadline().minusSeconds(30), Duration.ofSeconds(15))
            .entrySet()) {
      Instant now = expected.getKey();
      var silence = Lifecycle.after(due, Samples.app(provider), SILENCE, now, now, false, 0);
      assertThat(((Decision.Later) silence).dueAt()).isEqualTo(now.plus(expected.getValue()));
      var answer = Lifecycle.after(due, Samples.app(provider), LOST, now, now, false, 0);
      assertThat(((Decision.Later) answer).dueAt()).isEqualTo(now.plusMillis(500));
    }
  }

  @Test
  void aGraceOfHalfAMinuteIsUsedFiveTimesBeforeItEnds() {
    // Given
    Profile provider =
        Samples.profile(
            new Profile.RefreshTokenLifetime(Duration.ofDays(14), null),
            Rotation.GRACE,
            Duration.ofSeconds(60),
            null);
    Instant now = Samples.ANSWERED;
    // When
    for (int lost = 0; lost < 4; lost++) {
      Due due = Samples.refresh(Samples.claim(lost > 0, lost, false));
      now =
          ((Decision.Later)
                  Lifecycle.after(due, Samples.app(provider), LOST, now, now, false, 0.999_999))
              .dueAt();
    }
    // Then
    assertThat(now).isBefore(Samples.ANSWERED.plusSeconds(30));
  }

  private static Duration waitAfter(
      Reply reply, Rotation rotation, Duration spacing, int failures) {
    Profile provider =
        Samples.profile(
            new Profile.RefreshTokenLifetime(Duration.ofDays(14), null), rotation, spacing, null);
    Due due = Samples.refresh(Samples.claim(false, failures, false));
    var later = (Decision.Later) Samples.decide(due, provider, reply);
    return Duration.between(Samples.ANSWERED, later.dueAt());
  }
}
