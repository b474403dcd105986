package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingAuthorizationsTest {
  private Instant now = Instant.parse("2026-11-24T12:00:00Z");
  private final PendingAuthorizations pending =
      new PendingAuthorizations(new Nonces(new Random(1)), () -> now, 3);

  @Test
  void aStateComesBackToItsSession() {
    var begun = pending.begin("mine", "development", "user-42");
    assertThat(pending.take(begun.state(), "mine")).hasValue(begun.pending());
  }

  @Test
  void aStateWorksOnce() {
    var begun = pending.begin("mine", "development", "user-42");
    pending.take(begun.state(), "mine");
    assertThat(pending.take(begun.state(), "mine")).isEmpty();
  }

  @Test
  void anotherSessionNeitherGetsAStateNorSpoilsIt() {
    var begun = pending.begin("mine", "development", "user-42");
    assertThat(pending.take(begun.state(), "theirs")).isEmpty();
    assertThat(pending.take(begun.state(), "mine")).isPresent();
  }

  @Test
  void aStateEndsAfterTenMinutes() {
    var begun = pending.begin("mine", "development", "user-42");
    now = now.plus(PendingAuthorizations.LIFETIME);
    assertThat(pending.take(begun.state(), "mine")).isEmpty();
  }

  @Test
  void theOldestIsForgottenWhenThereAreTooMany() {
    var first = pending.begin("mine", "development", "user-1");
    var second = pending.begin("mine", "development", "user-2");
    pending.begin("mine", "development", "user-3");
    pending.begin("mine", "development", "user-4");
    assertThat(pending.take(first.state(), "mine")).isEmpty();
    assertThat(pending.take(second.state(), "mine")).isPresent();
  }

  @Test
  void statesAndVerifiersAreAllDifferentAndLongEnoughForPkce() {
    var first = pending.begin("mine", "development", "user-1");
    var second = pending.begin("mine", "development", "user-1");
    assertThat(first.state())
        .isNotEqualTo(second.state())
        .isNotEqualTo(first.pending().verifier())
        .matches("[A-Za-z0-9_-]{43}");
    assertThat(first.pending().verifier()).isNotEqualTo(second.pending().verifier());
  }

  @Test
  void theChallengeIsTheOneOfTheStandardsExample() {
    // RFC 7636, appendix B
    var example =
        new PendingAuthorization(
            "mine", "development", "user-1", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", now);
    assertThat(example.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  @Test
  void neitherVerifierNorSessionPrintsItself() {
    var begun = pending.begin("mine", "development", "user-1");
    assertThat(begun.pending().toString())
        .doesNotContain("mine")
        .doesNotContain(begun.pending().verifier());
  }
}
