package dev.evergrant.devkit.simulator;

import java.util.Objects;
import java.util.Set;

/**
 * One of an app's two registrations at the provider.
 *
 * @param ownerOrganization the organization that owns the app, such as {@code acme}
 * @param redirectUris compared character by character
 * @param scopes what may be asked for
 */
public record AppCredentials(
    Environment environment,
    String clientId,
    String clientSecret,
    String appName,
    String ownerOrganization,
    Set<String> redirectUris,
    Set<String> scopes) {

  public AppCredentials {
    // JSON can leave out what the compiler cannot.
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(clientSecret, "clientSecret");
    redirectUris = Set.copyOf(redirectUris);
    scopes = Set.copyOf(scopes);
  }

  /**
   * The app {@code crm-sync} of organization {@code acme}, with a secret that only correct encoding
   * brings across.
   */
  public static AppCredentials crmSync(Environment environment) {
    boolean development = environment == Environment.DEVELOPMENT;
    return new AppCredentials(
        environment,
        development ? "crm-sync-dev" : "crm-sync-prod",
        development ? "dev+secret/with=odd&chars%" : "prod+secret/with=odd&chars%",
        "crm-sync",
        "acme",
        Set.of("http://localhost:8080/oauth/callback"),
        Set.of("users.read", "users.all", "prospects.read", "prospects.all", "accounts.read"));
  }

  public AppCredentials withSecret(String secret) {
    return new AppCredentials(
        environment, clientId, secret, appName, ownerOrganization, redirectUris, scopes);
  }

  public AppCredentials withRedirectUris(Set<String> uris) {
    return new AppCredentials(
        environment, clientId, clientSecret, appName, ownerOrganization, uris, scopes);
  }

  @Override
  public String toString() {
    return "AppCredentials[%s %s]".formatted(environment.wireName(), clientId);
  }
}
