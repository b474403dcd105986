package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What measurements share.
 *
 * @param home the project's root
 * @param directory of everything that is written
 */
public record Bench(Path home, Path directory, Plan plan, Figures figures) {

  /** Sets a stage with one app. */
  Stage stage(String name, Setup.App app) throws IOException, InterruptedException, SQLException {
    return Stage.set(Setup.of(home, directory.resolve(name), app));
  }

  /** Updates a second, in windows one after another. */
  double[] updatesPerSecond(Topic topic) throws IOException, InterruptedException {
    double[] rates = new double[plan.windows()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = updatesPerSecond(topic, plan.window());
    }
    return rates;
  }

  /** Updates a second within one window. */
  static double updatesPerSecond(Topic topic, Duration window)
      throws IOException, InterruptedException {
    long before = topic.updates();
    long began = System.nanoTime();
    pause(window);
    return (topic.updates() - before) / ((System.nanoTime() - began) / 1e9);
  }

  /** Measuring is waiting. */
  static void pause(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  /** Such as {@code 10k} and {@code 1m}. */
  static String size(int connections) {
    return connections % 1_000_000 == 0
        ? connections / 1_000_000 + "m"
        : String.format(Locale.ROOT, "%dk", connections / 1_000);
  }

  /** Refuses to go on where something that is measured is wrong. */
  static void require(boolean right, String sentence) {
    if (!right) {
      throw new IllegalStateException(sentence);
    }
  }
}
