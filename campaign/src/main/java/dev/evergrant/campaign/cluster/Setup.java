package dev.evergrant.campaign.cluster;

import dev.evergrant.devkit.simulator.Rotation;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a cluster is set up. Lifetimes are so short that something is refreshed all the time.
 *
 * @param directory of its data and logs; emptied first
 * @param rotation of the provider, and as the workers know it
 * @param deadline of a call; a claim's lease is six times as long
 * @param skewSeconds by how much each worker's own clock is ahead of the one before it; the first
 *     one's is right
 */
public record Setup(
    Programs programs,
    Path directory,
    int workers,
    Rotation rotation,
    Duration rotationGrace,
    Duration tokenLifetime,
    Duration developmentLifetime,
    Duration deadline,
    int skewSeconds) {

  static final String REDIRECT_URI = "http://localhost:8080/oauth/callback";
  static final String CLIENT_SECRET = "camp+secret/with=odd&chars%";
  static final String DATABASE_PASSWORD = "database-password-of-the-campaign";

  /** How long a claim lasts. */
  public Duration lease() {
    return deadline.multipliedBy(6);
  }
}
