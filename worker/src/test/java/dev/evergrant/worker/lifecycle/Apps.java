package dev.evergrant.worker.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Apps for tests. */
final class Apps {

  private Apps() {}

  static App app(String authorizeUrl, List<String> scopes, Credentials... credentials) {
    var byEnvironment = new LinkedHashMap<String, Credentials>();
    Arrays.stream(credentials).forEach(each -> byEnvironment.put(each.environment(), each));
    return new App("crm-sync", profile(authorizeUrl), Set.of(), scopes, byEnvironment);
  }

  static Credentials credentials(
      String environment, List<String> redirectUris, List<String> states) {
    return new Credentials(
        "crm-sync", environment, "id-" + environment, new Secret("s"), redirectUris, states);
  }

  private static Profile profile(String authorizeUrl) {
    return new Profile(
        "outreach",
        URI.create(authorizeUrl),
        URI.create("https://api.outreach.io/oauth/token"),
        null,
        Profile.ClientAuthentication.BODY,
        Duration.ofMinutes(10),
        Duration.ofHours(2),
        new Profile.RefreshTokenLifetime(null, null),
        Rotation.UNKNOWN,
        Duration.ZERO,
        true,
        Duration.ZERO,
        new Profile.Limits(1, 1, Duration.ofSeconds(1)),
        null,
        Set.of(),
        null);
  }
}
