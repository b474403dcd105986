package dev.evergrant.dev;

import static dev.evergrant.devkit.patience.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a profile of its own. */
final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final List<String> FLAGS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Opens the Chromium on the path. Where there is none, the test is skipped, and says so; with the
   * system property {@code browser=required} it fails.
   */
  static Browser open() {
    Optional<Path> chromium =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(name -> onPath(name).stream())
            .findFirst();
    Optional<Path> chromedriver = onPath("chromedriver");
    if (chromium.isEmpty() || chromedriver.isEmpty()) {
      String missing = "There is no chromium with a chromedriver on the path, so no browser story.";
      if ("required".equals(System.getProperty("browser"))) {
        throw new AssertionError(missing);
      }
      return abort(missing);
    }
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path profile = Files.createTempDirectory(target, "chromium-");
      var options = new ChromeOptions().setBinary(chromium.get().toFile());
      options.addArguments(FLAGS).addArguments("--user-data-dir=" + profile);
      var service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(chromedriver.get().toFile())
              .build();
      var browser = new Browser(new ChromeDriver(service, options));
      browser.size(1280, 900);
      return browser;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  void go(URI url) {
    driver.get(url.toString());
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** The element, as soon as it is there and visible. */
  WebElement see(String selector) {
    eventually(
        () ->
            assertThat(driver.findElements(By.cssSelector(selector)))
                .as(selector)
                .anyMatch(WebElement::isDisplayed));
    return driver.findElement(By.cssSelector(selector));
  }

  /** How many there are at this moment. */
  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** Waits until the element reads so. */
  void read(String selector, String text) {
    eventually(() -> assertThat(see(selector).getText()).as(selector).contains(text));
  }

  void type(String selector, String text) {
    WebElement field = see(selector);
    field.clear();
    field.sendKeys(text);
  }

  void click(String selector) {
    see(selector).click();
  }

  Object run(String script) {
    return String.valueOf(driver.executeScript(script));
  }

  /** Windows have a least width; the page itself is made to fit any. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /**
   * As the user's system prefers it: {@code light} or {@code dark}, and in any case without motion.
   */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
