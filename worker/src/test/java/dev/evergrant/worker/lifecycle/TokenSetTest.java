package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one answer of the token endpoint becomes. */
class TokenSetTest {

  @Test
  void aReplyWithoutARefreshTokenKeepsTheOldOne() {
    TokenSet tokens = refreshed(Samples.issued(null, Duration.ofHours(2)));
    assertThat(tokens.refreshToken()).isEqualTo(Samples.OLD_REFRESH_TOKEN);
    assertThat(tokens.accessToken()).isEqualTo(Samples.NEW_ACCESS_TOKEN);
  }

  @Test
  void aReplyWithARefreshTokenReplacesTheOldOne() {
    assertThat(refreshed(Samples.issued()).refreshToken()).isEqualTo(Samples.NEW_REFRESH_TOKEN);
  }

  @Test
  void aGrantWithoutARefreshTokenTakesNoneFromAnywhereAndIsDueWhenItsTokensEnd() {
    TokenSet tokens = exchanged(Samples.issued(null, Duration.ofHours(2)));
    assertThat(tokens.refreshToken()).isNull();
    assertThat(tokens.dueAt()).isEqualTo(tokens.expiresAt());
    assertThat(tokens.floorAt()).isEqualTo(tokens.expiresAt());
  }

  @ParameterizedTest(name = "a token for {0} is treated as dead after {1}")
  @CsvSource({"PT2H, PT1H59M50S", "PT1M, PT59.4S", "PT1S, PT0.99S", "P3650D, P3649DT23H59M50S"})
  void aTokenIsTreatedAsDeadALittleBeforeItIs(Duration life, Duration used) {
    assertThat(refreshed(Samples.issued(null, life)).expiresAt())
        .isEqualTo(Samples.SENT.plus(used));
  }

  @Test
  void itsLifeIsCountedFromTheRequestAndNotFromTheAnswer() {
    TokenSet tokens = refreshed(Samples.issued());
    assertThat(tokens.issuedAt()).isEqualTo(Samples.SENT);
    assertThat(tokens.expiresAt()).isBefore(Samples.SENT.plus(Duration.ofHours(2)));
  }

  @Test
  void aReplyThatDoesNotSayHowLongLeavesItToTheProfile() {
    Instant expiresAt = refreshed(Samples.issued(Samples.NEW_REFRESH_TOKEN, null)).expiresAt();
    assertThat(expiresAt).isEqualTo(refreshed(Samples.issued()).expiresAt());
  }

  @Test
  void aReplyThatDoesNotSayItsScopeHasTheOneAskedFor() {
    assertThat(exchanged(Samples.issued()).scope()).isEqualTo("users.read");
    assertThat(refreshed(Samples.issued()).scope()).isEqualTo("users.read");
  }

  @Test
  void aScopeThatTheProviderNarrowedIsKept() {
    var narrowed =
        new Reply.Issued(
            new TokenReply(
                Samples.NEW_ACCESS_TOKEN, Samples.NEW_REFRESH_TOKEN, "Bearer", null, "less"));
    assertThat(exchanged(narrowed).scope()).isEqualTo("less");
    assertThat(refreshed(narrowed).scope()).isEqualTo("less");
  }

  private static TokenSet exchanged(Reply reply) {
    return tokens(Samples.grant(Samples.firstClaim()), reply);
  }

  private static TokenSet refreshed(Reply reply) {
    return tokens(Samples.refresh(Samples.firstClaim()), reply);
  }

  private static TokenSet tokens(Due due, Reply reply) {
    return ((Decision.Store) Samples.decide(due, Samples.outreach(), reply)).tokens();
  }
}
