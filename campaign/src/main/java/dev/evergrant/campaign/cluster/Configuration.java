package dev.evergrant.campaign.cluster;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.config.Keysets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The workers' configuration files. Secrets stand in files of their own, as in production. */
final class Configuration {
  private final Setup setup;
  private final int simulator;
  private final String keyset = Keysets.generate().reveal();
  private final String subscriberKey;

  Configuration(Setup setup, int simulator) throws IOException {
    this.setup = setup;
    this.simulator = simulator;
    try {
      subscriberKey = new RSAKeyGenerator(2048).generate().toPublicJWK().toJSONString();
    } catch (JOSEException problem) {
      throw new IllegalStateException("every JDK makes RSA keys", problem);
    }
    Path directory = setup.directory();
    Files.writeString(directory.resolve("keyset.json"), keyset);
    Files.writeString(directory.resolve("client-secret"), Setup.CLIENT_SECRET);
    Files.writeString(directory.resolve("database-password"), Setup.DATABASE_PASSWORD);
    Files.writeString(directory.resolve("subscriber.jwk"), subscriberKey);
  }

  String keyset() {
    return keyset;
  }

  /** Writes the file of a worker, which reaches everything through its proxies. */
  void write(Path file, WorkerSlot.Links links, int pages) throws IOException {
    Files.writeString(
        file,
        yaml(
            "localhost:" + links.kafka().port(),
            "jdbc:postgresql://localhost:%d/evergrant".formatted(links.database().port()),
            links.provider().port(),
            pages));
  }

  /** The campaign's own, without proxies. */
  String direct(Postgres postgres, Kafka kafka) {
    return yaml(kafka.bootstrapServers(), postgres.url(), simulator, 0)
        .replaceAll(
            "\\$\\{file:([a-z.-]+)}", "\\${file:" + setup.directory().toAbsolutePath() + "/$1}");
  }

  private String yaml(String bootstrapServers, String databaseUrl, int provider, int pages) {
    return """
    kafka: { bootstrapServers: "%s" }
    database: { url: "%s", user: evergrant, password: "${file:database-password}" }
    encryption: { keyset: "${file:keyset.json}" }
    apps:
      crm-sync:
        provider: outreach
        organization: acme
        scopes: [users.read]
        credentials:
          production:
            clientId: crm-sync-prod
            clientSecret: "${file:client-secret}"
            redirectUris: ["%s"]
          development:
            clientId: crm-sync-dev
            clientSecret: "${file:client-secret}"
            redirectUris: ["%s"]
            states: [dev]
    subscribers:
      crm-reader: { key: "${file:subscriber.jwk}", apps: [crm-sync] }
    providers:
      outreach:
        authorizeUrl: http://localhost:%d/oauth/authorize
        tokenUrl: http://localhost:%d/oauth/token
        accessTokenLifetime: %ds
        mintSpacing: 0s
        rotation: %s
        rotationGrace: %ds
        limits: { ratePerSecond: 400, concurrent: 64, deadline: %dms }
        development: { freeUsersOfOwner: 10, lifetime: %ds }
    pages: { port: %d }
    """
        .formatted(
            bootstrapServers,
            databaseUrl,
            Setup.REDIRECT_URI,
            Setup.REDIRECT_URI,
            provider,
            provider,
            setup.tokenLifetime().toSeconds(),
            setup.rotation().wireName(),
            setup.rotationGrace().toSeconds(),
            setup.deadline().toMillis(),
            setup.developmentLifetime().toSeconds(),
            pages);
  }
}
