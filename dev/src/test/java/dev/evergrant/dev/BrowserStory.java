package dev.evergrant.dev;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.devkit.simulator.Environment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a person sees who opens the demo page, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserStory {
  @SuppressWarnings("NullAway.Init")
  private Browser browser;

  @SuppressWarnings("NullAway.Init")
  private DemoWorld world;

  @BeforeAll
  void open() {
    browser = Browser.open();
    world = new DemoWorld();
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @BeforeEach
  void goToThePage() {
    browser.size(1280, 900);
    browser.prefer("light");
    browser.go(world.url("/"));
    browser.see("#live[data-live=yes]");
  }

  @Test
  void aUserConnectsAndTheTokenIsUsedRenewedAndWithdrawn() {
    // Given
    String row = row("development", "user-42");
    // When
    browser.type("#subject", "user-42");
    browser.click("#connect-development");
    // Then
    browser.see("#development-warning");
    browser.screenshot("consent-development");
    // When
    browser.type("#email", "user42@acme.example");
    browser.click("#allow");
    // Then
    browser.read("#notice", "Allowed.");
    browser.read(row + " .status", "active");
    browser.read(row + " .version", "1");
    browser.read("#events", "token.issued");
    browser.screenshot("connected");
    // When
    browser.click(row + " .try");
    // Then
    browser.read(row + " .said", "user42@acme.example of acme");
    // When
    browser.click(row + " .reject");
    // Then
    browser.read(row + " .version", "2");
    browser.read("#events", "token.refreshed");
    // When
    browser.click(row + " .withdraw");
    // Then
    browser.read(row + " .status", "revoked");
    browser.read(row + " .reason", "withdrawn by the user");
    browser.screenshot("withdrawn");
    browser.prefer("dark");
    browser.screenshot("withdrawn-dark");
  }

  @Test
  void aUserWhoDeniesIsToldThatNothingHasChanged() {
    // When
    browser.type("#subject", "user-7");
    browser.click("#connect-production");
    browser.screenshot("consent-production");
    browser.click("#deny");
    // Then
    browser.read("#notice", "You chose not to allow access.");
    assertThat(browser.address()).isEqualTo(world.url("/").toString());
    browser.screenshot("denied");
  }

  @Test
  void aPausedAppIsHardToOverlook() {
    // Given
    String secret =
        world.outreach().settings().app(Environment.PRODUCTION).orElseThrow().clientSecret();
    world.outreach().regenerateSecret(Environment.PRODUCTION, "another");
    // When
    connect("production", "user-8", "user8@acme.example");
    // Then
    browser.read("#paused", "crm-sync/production is paused.");
    browser.read("#events .alert .type", "app.paused");
    browser.screenshot("paused");
    // When
    world.outreach().regenerateSecret(Environment.PRODUCTION, secret);
    // Then
    browser.read(row("production", "user-8") + " .status", "active");
    eventually(
        () ->
            assertThat(browser.run("return document.getElementById('paused').hidden"))
                .isEqualTo("true"));
  }

  @Test
  void aSubjectThatLooksLikeHtmlIsOnlyText() {
    // Given
    String subject = "<img src=x onerror=alert(1)>";
    // When
    connect("production", subject, "user10@acme.example");
    // Then
    browser.read(row("production", subject) + " .id b", subject);
    browser.read("#events", subject);
    assertThat(browser.run("return document.querySelectorAll('main img').length")).isEqualTo("0");
  }

  @Test
  void whoComesBackWithoutHavingBeenSentIsToldWhy() {
    // When
    browser.go(world.url("/oauth/callback?state=dev&code=fetched-by-hand"));
    // Then
    browser.read("#explanation", "nothing was published");
    browser.screenshot("not-started-here");
  }

  @Test
  void thePageFitsAPhone() {
    // Given
    connect("production", "user-9", "user9@acme.example");
    browser.see(row("production", "user-9"));
    // When
    browser.size(375, 1500);
    // Then
    assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo("true");
    browser.screenshot("phone");
    browser.prefer("dark");
    browser.screenshot("phone-dark");
  }

  private void connect(String environment, String subject, String email) {
    browser.type("#subject", subject);
    browser.click("#connect-" + environment);
    browser.type("#email", email);
    browser.click("#allow");
    browser.read("#notice", "Allowed.");
  }

  private static String row(String environment, String subject) {
    return "[data-connection='crm-sync/%s/%s']".formatted(environment, subject);
  }
}
