package dev.evergrant.dev;

import java.time.Duration;

/** What the flags of {@code dev} say. */
record DevSettings(
    int port,
    int kafkaPort,
    int databasePort,
    int simulatorPort,
    Duration tokenLifetime,
    Duration developmentGrantLifetime) {
  private static final Duration OUTREACHS_SPACING = Duration.ofSeconds(60);

  /** Outreach's, but at most a tenth of the token lifetime, so that short lives can be renewed. */
  Duration mintSpacing() {
    Duration tenth = tokenLifetime.dividedBy(10);
    return tenth.compareTo(OUTREACHS_SPACING) < 0 ? tenth : OUTREACHS_SPACING;
  }

  String redirectUri() {
    return "http://localhost:" + port + "/oauth/callback";
  }
}
