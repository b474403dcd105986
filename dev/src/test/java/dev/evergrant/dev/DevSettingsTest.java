package dev.evergrant.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevSettingsTest {
  private static final String FRONTEND = "http://localhost:3000/oauth/callback";

  @Test
  void usersMayBeSentBackToTheDemoAndToOtherFrontends() {
    assertThat(settings("PT2H", "P7D").redirectUris())
        .containsExactly("http://localhost:8080/oauth/callback", FRONTEND);
  }

  @Test
  void outreachsWeekHasTheUsualAlerts() {
    assertThat(settings("PT2H", "P7D").alerts())
        .isEqualTo(
            new DevSettings.Alerts(
                Duration.ofHours(1),
                Duration.ofHours(24),
                Duration.ofDays(3),
                Duration.ofDays(30)));
  }

  @Test
  void fiveMinutesAreAStoryOfTenMinutesWithRemindersAndNothingErasedInIt() {
    assertThat(settings("PT2H", "PT5M").alerts())
        .isEqualTo(
            new DevSettings.Alerts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(150),
                Duration.ofMinutes(1),
                Duration.ofMinutes(20)));
  }

  @Test
  void evenSecondsHaveAlertsThatComeInTime() {
    assertThat(settings("PT2H", "PT3S").alerts())
        .isEqualTo(
            new DevSettings.Alerts(
                Duration.ofSeconds(1),
                Duration.ofMillis(1500),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10)));
  }

  @Test
  void theProviderMintsOftenEnoughForTheShorterOfTheLifetimes() {
    assertThat(settings("PT2H", "P7D").mintSpacing()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings("PT1M", "P7D").mintSpacing()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings("PT2H", "PT30S").mintSpacing()).isEqualTo(Duration.ofSeconds(3));
  }

  private static DevSettings settings(String tokenLifetime, String grantLifetime) {
    return new DevSettings(
        8080,
        9092,
        5433,
        8090,
        Duration.parse(tokenLifetime),
        Duration.parse(grantLifetime),
        List.of(FRONTEND),
        Map.of());
  }
}
