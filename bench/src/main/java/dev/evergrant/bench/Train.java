package dev.evergrant.bench;

import dev.evergrant.bench.stage.Frontend;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets a worker do for a moment what workers do, and stops it in good order. Its JVM, told to by
 * {@code -XX:AOTCacheOutput}, then writes down which classes that took and which methods were hot.
 *
 * <p>Measures nothing, but needs the same stage: a database, a broker and a provider.
 */
public final class Train {
  private static final int REFRESHES = 3_000;
  private static final int EXCHANGES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Train() {}

  /**
   * @param arguments a directory for data and logs, which is emptied, and the command that starts a
   *     worker up to its class
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    Path directory = Path.of(arguments[0]).toAbsolutePath();
    List<String> command = Arrays.asList(arguments).subList(1, arguments.length);
    var app =
        new Setup.App(Setup.APP, REFRESHES, EXCHANGES, true, Duration.ofHours(2), Duration.ZERO);
    try (Stage stage = Stage.set(Setup.of(directory, directory, app));
        WorkerProcess _ = stage.worker(command);
        Frontend frontend = new Frontend(stage)) {
      for (int i = 0; i < EXCHANGES; i++) {
        frontend.authorize(REFRESHES + i);
      }
      frontend.flush();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (stage.topic().updates() < REFRESHES + EXCHANGES) {
        if (System.nanoTime() > end) {
          throw new IOException(
              "The worker does not get its work done; its log is in " + directory);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
