package dev.evergrant.devkit.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the simulated provider behaves. Immutable; changes apply to tokens that live already.
 *
 * @param apps the registered credentials, client ids being unique
 * @param tokenLifetime of an access token, at least a second
 * @param codeLifetime of an authorization code
 * @param refreshTokenLifetime of a refresh token from its issue or last use
 * @param mintSpacing one user gets one access token of an app within this time; zero switches it
 *     off
 * @param rotation whether a used refresh token still works
 * @param rotationGrace for how long it does under {@link Rotation#GRACE}
 * @param familyRevokedOnReuse under {@code strict} and {@code grace}, presenting a refresh token
 *     that was replaced for good revokes the whole grant
 * @param developmentGrantLifetime from the consent, where the development rule applies
 * @param freeUsersOfOwner so many users of the owning organization are free of the development
 *     rule; with one more, none of them is
 * @param refreshTokensKept so many newest refresh tokens of a grant are known, older ones are not
 * @param revocation whether there is a revocation endpoint; Outreach documents none
 */
public record Settings(
    List<AppCredentials> apps,
    Duration tokenLifetime,
    Duration codeLifetime,
    Duration refreshTokenLifetime,
    Duration mintSpacing,
    Rotation rotation,
    Duration rotationGrace,
    boolean familyRevokedOnReuse,
    Duration developmentGrantLifetime,
    int freeUsersOfOwner,
    int refreshTokensKept,
    boolean revocation) {

  public Settings {
    // JSON can leave out what the compiler cannot.
    Objects.requireNonNull(codeLifetime, "codeLifetime");
    Objects.requireNonNull(refreshTokenLifetime, "refreshTokenLifetime");
    Objects.requireNonNull(mintSpacing, "mintSpacing");
    Objects.requireNonNull(rotation, "rotation");
    Objects.requireNonNull(rotationGrace, "rotationGrace");
    Objects.requireNonNull(developmentGrantLifetime, "developmentGrantLifetime");
    apps = List.copyOf(apps);
    if (apps.stream().map(AppCredentials::clientId).distinct().count() != apps.size()) {
      throw new IllegalArgumentException("two credentials have the same client id");
    }
    if (tokenLifetime.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("tokenLifetime is below one second: " + tokenLifetime);
    }
    if (refreshTokensKept < 1) {
      throw new IllegalArgumentException("refreshTokensKept is below one: " + refreshTokensKept);
    }
  }

  /**
   * Outreach as it documents itself, and as strict as it could be where it does not say, with both
   * credentials of {@code crm-sync}.
   */
  public static Settings outreach() {
    return new Settings(
        List.of(
            AppCredentials.crmSync(Environment.DEVELOPMENT),
            AppCredentials.crmSync(Environment.PRODUCTION)),
        Duration.ofHours(2),
        Duration.ofMinutes(10),
        Duration.ofDays(14),
        Duration.ofSeconds(60),
        Rotation.STRICT,
        Duration.ofSeconds(30),
        true,
        Duration.ofDays(7),
        10,
        100,
        false);
  }

  /** The credentials of a client id. */
  public Optional<AppCredentials> app(String clientId) {
    return apps.stream().filter(app -> app.clientId().equals(clientId)).findFirst();
  }

  /** The first credentials of an environment. */
  public Optional<AppCredentials> app(Environment environment) {
    return apps.stream().filter(app -> app.environment() == environment).findFirst();
  }

  public Settings withApps(List<AppCredentials> value) {
    return new Settings(
        value,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withTokenLifetime(Duration value) {
    return new Settings(
        apps,
        value,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withCodeLifetime(Duration value) {
    return new Settings(
        apps,
        tokenLifetime,
        value,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withRefreshTokenLifetime(Duration value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        value,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withMintSpacing(Duration value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        value,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withRotation(Rotation value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        value,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withRotationGrace(Duration value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        value,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withFamilyRevokedOnReuse(boolean value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        value,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withDevelopmentGrantLifetime(Duration value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        value,
        freeUsersOfOwner,
        refreshTokensKept,
        revocation);
  }

  public Settings withFreeUsersOfOwner(int value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        value,
        refreshTokensKept,
        revocation);
  }

  public Settings withRefreshTokensKept(int value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        value,
        revocation);
  }

  public Settings withRevocation(boolean value) {
    return new Settings(
        apps,
        tokenLifetime,
        codeLifetime,
        refreshTokenLifetime,
        mintSpacing,
        rotation,
        rotationGrace,
        familyRevokedOnReuse,
        developmentGrantLifetime,
        freeUsersOfOwner,
        refreshTokensKept,
        value);
  }
}
