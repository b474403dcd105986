package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalWindowTest {
  private static final Instant NOW = Samples.ANSWERED;
  private static final Reply REFUSED = new Reply.Refused("invalid_grant");

  private final RefusalWindow window = new RefusalWindow();
  private final App app = Samples.app(Samples.outreach());

  @ParameterizedTest(name = "{0} refused, {1} issued: {2}")
  @CsvSource({
    "0, 0, false",
    "9, 0, false",
    "10, 0, true",
    "10, 23, true",
    "10, 24, false",
    "300, 700, true",
    "299, 701, false"
  })
  void tenRefusedThatAreThreeOfTenAreUnusual(int refused, int issued, boolean unusual) {
    hear(refused, REFUSED, NOW);
    hear(issued, Samples.issued(), NOW);
    assertThat(window.unusual(NOW)).isEqualTo(unusual);
  }

  @Test
  void whatWasHeardIsForgottenAfterFiveMinutes() {
    hear(10, REFUSED, NOW);
    assertThat(window.unusual(NOW.plus(Duration.ofSeconds(280)))).isTrue();
    assertThat(window.unusual(NOW.plus(Duration.ofMinutes(5)))).isFalse();
    assertThat(window.unusual(NOW.plus(Duration.ofHours(7)))).isFalse();
  }

  @Test
  void refusalsThatComeOneByOneOverAnHourAreUsual() {
    for (int minute = 0; minute < 60; minute++) {
      Instant now = NOW.plus(Duration.ofMinutes(minute));
      hear(1, REFUSED, now);
      assertThat(window.unusual(now)).isFalse();
    }
  }

  @Test
  void aConnectionCountsOnceHoweverOftenItIsAskedAbout() {
    for (int refusals = 0; refusals < 100; refusals++) {
      window.heard(Samples.refresh(Samples.refused(refusals)), app, REFUSED, NOW);
    }
    assertThat(window.unusual(NOW)).isFalse();
  }

  @Test
  void whatALostAnswerExplainsDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      window.heard(Samples.refresh(Samples.claim(true, 0, false)), app, REFUSED, NOW);
    }
    assertThat(window.unusual(NOW)).isFalse();
  }

  @Test
  void expectedEndsDoNotCount() {
    Due.Refresh due =
        Samples.refresh(
            Samples.firstClaim(), Samples.connection("development"), "globex", Samples.CLAIMED);
    for (int i = 0; i < 100; i++) {
      window.heard(due, app, REFUSED, NOW);
    }
    assertThat(window.unusual(NOW)).isFalse();
  }

  @Test
  void whatTheProviderDidNotSayOfTheTokenDoesNotCount() {
    hear(10, REFUSED, NOW);
    hear(100, new Reply.Throttled(null), NOW);
    hear(100, new Reply.Unavailable("x"), NOW);
    hear(100, new Reply.InDoubt("x", true), NOW);
    hear(100, new Reply.Misconfigured("x"), NOW);
    assertThat(window.unusual(NOW)).isTrue();
  }

  @Test
  void afterARestartOnlyWhatIsNewCounts() {
    hear(10, REFUSED, NOW);
    window.restart();
    assertThat(window.unusual(NOW)).isFalse();
    hear(9, REFUSED, NOW);
    assertThat(window.unusual(NOW)).isFalse();
    hear(1, REFUSED, NOW);
    assertThat(window.unusual(NOW)).isTrue();
  }

  private void hear(int times, Reply reply, Instant now) {
    for (int i = 0; i < times; i++) {
      window.heard(Samples.refresh(Samples.firstClaim()), app, reply, now);
    }
  }
}
