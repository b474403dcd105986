package dev.evergrant.bench.stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is to be set up.
 *
 * @param home the project's root
 * @param directory of data and logs; emptied first
 * @param concurrent calls under way at once, of one worker and one app
 * @param deadline of a call
 */
public record Setup(Path home, Path directory, List<App> apps, int concurrent, Duration deadline) {

  /** The app of most measurements. */
  public static final String APP = "crm-sync";

  static final String ENVIRONMENT = "production";
  static final String CLIENT_SECRET = "bench+secret/with=odd&chars%";
  static final String DATABASE_PASSWORD = "database-password-of-the-benchmark";

  /** Where users come back to; nobody does. */
  public static final String REDIRECT_URI = "http://localhost:8080/oauth/callback";

  /**
   * An app, and a provider of the same name for it alone.
   *
   * @param connected so many connections it has to begin with
   * @param newcomers so many more subjects may authorize
   * @param due whether the connections are due at once, or in an hour
   * @param tokenLifetime of an access token; of a short-lived one the refresh is due again at once
   * @param delay how long the provider thinks
   */
  public record App(
      String name,
      int connected,
      int newcomers,
      boolean due,
      Duration tokenLifetime,
      Duration delay) {

    /** So many connections, all of them due, whose new tokens live so long. */
    public static App due(int connected, Duration tokenLifetime) {
      return new App(APP, connected, 0, true, tokenLifetime, Duration.ZERO);
    }
  }

  /** One app, called as often as a fast provider stands. */
  public static Setup of(Path home, Path directory, App app) {
    return new Setup(home, directory, List.of(app), 256, Duration.ofSeconds(10));
  }
}
