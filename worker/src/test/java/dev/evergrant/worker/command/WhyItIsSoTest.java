package dev.evergrant.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.store.Inspection.Happened;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhyItIsSoTest {
  private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void aWorkerThatWasKilledIsNamedWithWhatItHadSent() {
    assertThat(
            ended(
                "lost_in_flight",
                happened("refreshed", 7L, null),
                happened("rescued", 7L, "Its worker was killed."),
                happened("revoked", 8L, "lost_in_flight: …")))
        .isEqualTo(
            "Ended: lost_in_flight. Worker 3 (worker-17-ab) was killed or cut off after it had"
                + " taken version 7's refresh token to send it; the provider then refused that"
                + " token.");
  }

  @Test
  void aWorkerThatWasNotHeardOfAgainIsNamed() {
    assertThat(ended("lost_in_flight", happened("taken_over", 7L, null)))
        .contains("Worker 3 (worker-17-ab) was not heard of again")
        .contains("version 7's");
  }

  @Test
  void anAnswerThatWasLostIsToldWithItsProblem() {
    assertThat(ended("lost_in_flight", happened("postponed", 7L, "The connection was reset.")))
        .contains("version 7's refresh token was lost (The connection was reset.)");
  }

  @Test
  void whatHappenedBeforeTheLastTokensIsNotToBlame() {
    assertThat(
            ended("lost_in_flight", happened("rescued", 6L, null), happened("refreshed", 7L, null)))
        .doesNotContain("Worker");
  }

  @ParameterizedTest
  @CsvSource({
    "provider_revoked, the user or the provider ended it",
    "development_expired, known from its beginning",
    "refresh_token_expired, reached its age",
    "user_disconnected, The user withdrew",
    "operator_revoked, An operator ended it"
  })
  void everyReasonHasItsSentence(String reason, String sentence) {
    assertThat(ended(reason, happened("revoked", 2L, null)))
        .startsWith("Ended: " + reason + ". ")
        .contains(sentence);
  }

  @Test
  void aHeldConnectionSaysWhatWouldLetItGo() {
    assertThat(
            WhyItIsSo.inASentence(
                Map.of("version", "5", "held", "The database has version 5."), List.of()))
        .startsWith("Held at version 5. The database has version 5.")
        .contains("resume --release-held");
  }

  @Test
  void anActiveOneSaysWhatStandsInItsWay() {
    assertThat(
            WhyItIsSo.inASentence(
                Map.of("version", "5", "expires_at", "noon", "in_doubt", "t", "problem", "Slow."),
                List.of()))
        .isEqualTo(
            "Active with version 5, whose access token ends at noon. An attempt to refresh it is"
                + " in doubt. Last problem: Slow.");
  }

  @Test
  void whatNeverHadTokensSaysWhatHappenedLast() {
    assertThat(
            WhyItIsSo.inASentence(
                Map.of(), List.of(happened("grant_refused", null, "The code was too old."))))
        .isEqualTo("Not connected. The code was too old.");
  }

  private static String ended(String reason, Happened... history) {
    return WhyItIsSo.inASentence(Map.of("version", "8", "reason", reason), List.of(history));
  }

  private static Happened happened(String what, @Nullable Long version, @Nullable String detail) {
    return new Happened(
        AT, what, version, detail, UUID.randomUUID(), 3, "worker-17-ab", "00ff00ff");
  }
}
