package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private Outreach outreach;

  @BeforeEach
  void start() throws Exception {
    outreach = Outreach.start();
  }

  @AfterEach
  void stop() throws Exception {
    outreach.close();
  }

  private void rotation(Rotation rotation) {
    outreach.simulator.settings(settings -> settings.withRotation(rotation));
  }

  @Test
  void underStrictRotationAReusedTokenRevokesTheFamily() throws Exception {
    var first = outreach.connect("user42@acme.example");
    var second = outreach.refresh(first.refreshToken());
    assertThat(second.status()).isEqualTo(200);

    var reuse = outreach.refresh(first.refreshToken());

    assertThat(reuse.error()).isEqualTo("invalid_grant");
    assertThat(outreach.me(second.accessToken()).status()).isEqualTo(401);
    assertThat(outreach.refresh(second.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void theFamilySurvivesReuseWhereTheSettingsSaySo() throws Exception {
    outreach.simulator.settings(settings -> settings.withFamilyRevokedOnReuse(false));
    var first = outreach.connect("user42@acme.example");
    var second = outreach.refresh(first.refreshToken());

    assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(outreach.refresh(second.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void withAGraceTheOldTokenWorksForThatLongAfterItsFirstUse() throws Exception {
    rotation(Rotation.GRACE);
    var first = outreach.connect("user42@acme.example");
    outreach.refresh(first.refreshToken());
    outreach.simulator.advance(Duration.ofSeconds(29));
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
    outreach.simulator.advance(Duration.ofSeconds(1));
    assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void theOldTokenWorksUntilTheNewAccessTokenIsUsed() throws Exception {
    rotation(Rotation.UNTIL_NEW_USED);
    var first = outreach.connect("user42@acme.example");
    outreach.refresh(first.refreshToken());
    var again = outreach.refresh(first.refreshToken());
    assertThat(again.status()).isEqualTo(200);

    outreach.me(again.accessToken());

    assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(outreach.refresh(again.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void reusableTokensWorkAgainAndAgain() throws Exception {
    rotation(Rotation.REUSABLE);
    var first = outreach.connect("user42@acme.example");
    for (int i = 0; i < 5; i++) {
      assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
    }
  }

  @Test
  void onlySoManyNewestTokensOfAGrantAreKept() throws Exception {
    outreach.simulator.settings(
        settings -> settings.withRotation(Rotation.REUSABLE).withRefreshTokensKept(2));
    var first = outreach.connect("user42@acme.example");
    outreach.refresh(first.refreshToken());
    outreach.refresh(first.refreshToken());

    assertThat(outreach.refresh(first.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void anIdleRefreshTokenDies() throws Exception {
    var first = outreach.connect("user42@acme.example");
    outreach.simulator.advance(Duration.ofDays(13));
    var second = outreach.refresh(first.refreshToken());
    assertThat(second.status()).isEqualTo(200);
    outreach.simulator.advance(Duration.ofDays(14));
    assertThat(outreach.refresh(second.refreshToken()).error()).isEqualTo("invalid_grant");
  }

  @Test
  void anotherClientCannotUseTheToken() throws Exception {
    var first = outreach.connect("user42@acme.example");

    var reply = outreach.token(Outreach.refreshForm(first.refreshToken(), Environment.DEVELOPMENT));

    assertThat(reply.error()).isEqualTo("invalid_grant");
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void aSecondTokenWithinAMinuteIsRefusedAndConsumesNothing() throws Exception {
    outreach.simulator.settings(settings -> settings.withMintSpacing(Duration.ofSeconds(60)));
    var first = outreach.connect("user42@acme.example");
    String secondCode = outreach.code("user42@acme.example", Environment.PRODUCTION);
    outreach.simulator.advance(Duration.ofSeconds(15));

    var throttled = outreach.refresh(first.refreshToken());
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.headers()).containsEntry("retry-after", "45");
    assertThat(throttled.json().at("/errors/0/id").asString()).isEqualTo("rateLimitExceeded");
    assertThat(outreach.exchange(secondCode).status()).isEqualTo(429);
    assertThat(outreach.connect("user43@acme.example").status()).isEqualTo(200);
    assertThat(outreach.connect("user42@acme.example", Environment.DEVELOPMENT).status())
        .isEqualTo(200);

    outreach.simulator.advance(Duration.ofSeconds(45));
    assertThat(outreach.refresh(first.refreshToken()).status()).isEqualTo(200);
    outreach.simulator.advance(Duration.ofSeconds(60));
    assertThat(outreach.exchange(secondCode).status()).isEqualTo(200);
  }
}
