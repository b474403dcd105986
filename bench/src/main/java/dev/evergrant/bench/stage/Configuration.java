package dev.evergrant.bench.stage;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.config.ConfigReader;
import dev.evergrant.worker.config.InvalidConfig;
import dev.evergrant.worker.config.Keysets;
import java.nio.file.Path;
import java.util.Map;

/** The workers' configuration: one subscriber may read all apps, and nothing limits the rate. */
final class Configuration {
  private final Setup setup;
  private final String bootstrapServers;
  private final String databaseUrl;
  private final Map<String, Integer> providers;
  private final String keyset = Keysets.generate().reveal();
  private final String subscriberKey;

  Configuration(
      Setup setup, String bootstrapServers, String databaseUrl, Map<String, Integer> providers) {
    this.setup = setup;
    this.bootstrapServers = bootstrapServers;
    this.databaseUrl = databaseUrl;
    this.providers = providers;
    try {
      subscriberKey = new RSAKeyGenerator(2048).generate().toPublicJWK().toJSONString();
    } catch (JOSEException problem) {
      throw new IllegalStateException("every JDK makes RSA keys", problem);
    }
  }

  Config read() {
    try {
      return ConfigReader.read(yaml(0), Path.of("."), Map.of());
    } catch (InvalidConfig problem) {
      throw new IllegalStateException("The benchmark's own configuration is wrong", problem);
    }
  }

  String yaml(int pages) {
    var apps = new StringBuilder();
    var profiles = new StringBuilder();
    providers.forEach(
        (name, port) -> {
          apps.append(app(name));
          profiles.append(profile(name, port));
        });
    return """
    kafka: { bootstrapServers: "%s" }
    database: { url: "%s", user: evergrant, password: "%s" }
    encryption: { keyset: '%s' }
    apps:
    %ssubscribers:
      crm-reader: { key: '%s', apps: [%s] }
    providers:
    %spages: { port: %d }
    spool: { directory: "%s" }
    """
        .formatted(
            bootstrapServers,
            databaseUrl,
            Setup.DATABASE_PASSWORD,
            keyset,
            apps,
            subscriberKey,
            String.join(", ", providers.keySet()),
            profiles,
            pages,
            setup.directory().resolve("spool-" + pages));
  }

  private static String app(String name) {
    return """
      %s:
        provider: %s
        organization: acme
        scopes: [users.read]
        credentials:
          %s: { clientId: bench, clientSecret: "%s", redirectUris: ["%s"] }
    """
        .formatted(name, name, Setup.ENVIRONMENT, Setup.CLIENT_SECRET, Setup.REDIRECT_URI)
        .indent(2);
  }

  private String profile(String name, int port) {
    return """
      %s:
        authorizeUrl: http://localhost:%d/oauth/authorize
        tokenUrl: http://localhost:%d/oauth/token
        mintSpacing: 0s
        rotation: strict
        limits: { ratePerSecond: 100000, concurrent: %d, deadline: %ds }
    """
        .formatted(name, port, port, setup.concurrent(), setup.deadline().toSeconds())
        .indent(2);
  }
}
