package dev.evergrant.dev;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the flags of {@code dev} say.
 *
 * @param furtherRedirectUris of web frontends beside the demo's
 * @param furtherSubscribers beside the demo's, each with the file of its public key
 */
record DevSettings(
    int port,
    int kafkaPort,
    int databasePort,
    int simulatorPort,
    Duration tokenLifetime,
    Duration developmentGrantLifetime,
    List<String> furtherRedirectUris,
    Map<String, Path> furtherSubscribers) {
  private static final Duration OUTREACHS_SPACING = Duration.ofSeconds(60);

  // Nobody should lose a connection while looking at it.
  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(10);

  /** Outreach's, but at most a tenth of either lifetime, so that short lives can be renewed. */
  Duration mintSpacing() {
    Duration shorter = shorter(tokenLifetime, developmentGrantLifetime);
    return shorter(shorter.dividedBy(10), OUTREACHS_SPACING);
  }

  /**
   * When people hear of a development grant's end, in step with its lifetime, so that the whole
   * story of a short one can be watched: the warning, the end, the reminders.
   */
  record Alerts(Duration every, Duration ahead, Duration remindEvery, Duration letGoAfter) {}

  /** The usual ones, or shorter ones where grants live for less than a day. */
  Alerts alerts() {
    Duration life = developmentGrantLifetime;
    boolean isShort = life.compareTo(Duration.ofDays(1)) < 0;
    return new Alerts(
        shorter(seconds(life.dividedBy(60)), Duration.ofHours(1)),
        shorter(life.dividedBy(2).truncatedTo(ChronoUnit.MILLIS), Duration.ofHours(24)),
        isShort ? seconds(life.dividedBy(5)) : Duration.ofDays(3),
        isShort ? longer(life.multipliedBy(4), LEAST_PATIENCE) : Duration.ofDays(30));
  }

  /** Whole ones, at least one. */
  private static Duration seconds(Duration duration) {
    return longer(duration.truncatedTo(ChronoUnit.SECONDS), Duration.ofSeconds(1));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /** Where the provider may send users back to: to the demo, and to further frontends. */
  List<String> redirectUris() {
    return Stream.concat(
            Stream.of("http://localhost:" + port + "/oauth/callback"), furtherRedirectUris.stream())
        .distinct()
        .toList();
  }
}
