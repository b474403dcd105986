package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Rotation;
import dev.evergrant.worker.lifecycle.Samples;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a seed decides before anything happens: the provider, what its profile says of it, how many
 * workers and users there are, and which faults. Few faults in many combinations find more than all
 * of them at once.
 *
 * @param rotation what the provider really does
 * @param app with the provider's profile, which may say that nobody knows
 * @param life of access tokens
 */
record Scenario(
    long seed,
    Rotates rotation,
    App app,
    Duration life,
    int workers,
    int users,
    Set<Fault> faults) {

  /** Of the profile that {@link Samples} makes. */
  static final Duration GRACE = Duration.ofSeconds(30);

  /** What the provider really does with a refresh token that has been used. */
  enum Rotates {
    STRICT,
    GRACE,
    UNTIL_NEW_USED,
    NEVER;

    boolean revokesOnReuse() {
      return this == STRICT || this == GRACE;
    }

    Rotation asIs() {
      return switch (this) {
        case STRICT -> Rotation.STRICT;
        case GRACE -> Rotation.GRACE;
        case UNTIL_NEW_USED -> Rotation.UNTIL_NEW_USED;
        case NEVER -> Rotation.REUSABLE;
      };
    }
  }

  static Scenario of(long seed, Set<Fault> possible) {
    var chance = new Chance(seed);
    Rotates rotation = chance.of(List.of(Rotates.values()));
    Rotation said = chance.in(0.3) ? Rotation.UNKNOWN : rotation.asIs();
    // A provider that both gives a grace and refuses to mint within it gives none.
    Duration spacing =
        rotation == Rotates.GRACE || chance.in(0.3) ? Duration.ZERO : Duration.ofSeconds(60);
    Profile profile =
        Samples.profile(
            new Profile.RefreshTokenLifetime(
                chance.in(0.8) ? Duration.ofDays(14) : null,
                chance.in(0.3) ? Duration.ofDays(90) : null),
            said,
            spacing,
            chance.in(0.7) ? new Profile.Development(10, Duration.ofDays(7)) : null);
    Duration life = chance.in(0.8) ? Duration.ofHours(2) : Duration.ofMinutes(20);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (Fault fault : Fault.values()) {
      if (chance.in(0.5) && possible.contains(fault)) {
        faults.add(fault);
      }
    }
    int workers = (int) chance.between(1, 4);
    int users = (int) chance.between(5, 40);
    return new Scenario(seed, rotation, Samples.app(profile), life, workers, users, faults);
  }

  Profile profile() {
    return app.provider();
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** Half of the users are of the organization that owns the app. */
  static String organization(ConnectionId connection) {
    return connection.subject().hashCode() % 2 == 0 ? "acme" : "globex";
  }

  /** Its owners are never so many that they end too. */
  boolean isExpiredByDevelopment(ConnectionId connection) {
    return profile().development() != null
        && connection.environment().equals("development")
        && !app.owners().contains(organization(connection));
  }

  /** Whether the profile tells the core enough to lose nothing within the grace. */
  boolean isKnown() {
    return profile().rotation() != Rotation.UNKNOWN;
  }

  @Nullable Duration absolute() {
    return profile().refreshTokenLifetime().absolute();
  }

  @Override
  public String toString() {
    return "%s (the profile says %s), spacing %s, life %s, %d workers, %d users, %s"
        .formatted(
            rotation, profile().rotation(), profile().mintSpacing(), life, workers, users, faults);
  }
}
