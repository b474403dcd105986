package dev.evergrant.dev;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The whole life of a development grant of somebody outside the organization that owns the app, as
 * that person sees it in a browser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevelopmentGrantStory {
  private static final Duration LIFETIME = Duration.ofSeconds(30);
  private static final String ROW = "[data-connection='crm-sync/development/dev@globex.example']";

  @SuppressWarnings("NullAway.Init")
  private Browser browser;

  @SuppressWarnings("NullAway.Init")
  private DemoWorld world;

  @BeforeAll
  void open() {
    browser = Browser.open();
    world = new DemoWorld(LIFETIME);
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

  @Test
  void aForeignDeveloperIsWarnedExpiredRemindedAndConnectedAgain() {
    // Given
    browser.go(world.url("/"));
    browser.type("#subject", "dev@globex.example");
    browser.click("#connect-development");
    browser.see("#development-warning");
    browser.click("#allow");
    // Then the end is known from the start.
    browser.read(ROW + " .status", "active");
    browser.read(ROW + " .reauthorize", "in 0:");
    browser.go(world.url("/reauthorizations"));
    browser.read(".picture tbody .day a", "1");
    browser.screenshot("reauthorizations");
    browser.click(".picture tbody .day a");
    browser.read(".list", "dev@globex.example");
    browser.read(".list", "development expired");
    browser.screenshot("reauthorizations-day");
    // When half of the time has passed
    browser.go(world.url("/"));
    browser.read(ROW + " .kind", "Ends soon");
    browser.read(ROW + " .alert-text", "will end and must be authorized again");
    browser.screenshot("expiring");
    // When all of it has passed
    browser.read(ROW + " .status", "revoked");
    browser.read(ROW + " .kind", "Has ended");
    browser.read(ROW + " .reason", "development grant ran out");
    browser.screenshot("expired");
    browser.go(world.url("/reauthorizations"));
    browser.read(".picture tbody .ended a", "1");
    // When the alert's own link is followed
    browser.go(world.url("/"));
    browser.click(ROW + " .raw");
    browser.type("#email", "dev@globex.example");
    browser.click("#allow");
    // Then nothing is taken from a session that did not ask, and the way on is one click.
    browser.read("#again", "Did an alert send you?");
    browser.screenshot("not-started-here-again");
    browser.click("a[href*='subject=dev%40globex.example']");
    browser.click("#allow");
    // Then
    browser.read(ROW + " .status", "active");
    browser.read(ROW + " .kind", "Resolved");
    browser.read("#events", "has authorized crm-sync/development again.");
    browser.screenshot("resolved");
    browser.go(world.url("/reauthorizations"));
    browser.see(".picture tbody .day a");
    assertThat(browser.count(".picture tbody .ended a")).isZero();
    // When the grant is given up
    browser.go(world.url("/"));
    browser.click(ROW + " .withdraw");
    browser.read(ROW + " .status", "revoked");
    // Then nobody has to do anything any more.
    eventually(
        () -> {
          browser.go(world.url("/reauthorizations"));
          assertThat(browser.count(".empty")).isPositive();
        });
  }
}
