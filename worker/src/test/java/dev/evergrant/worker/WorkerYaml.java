package dev.evergrant.worker;

import dev.evergrant.devkit.simulator.Environment;

/** The configuration file of a world's workers, but for providers and alerts. */
final class WorkerYaml {
  private WorkerYaml() {}

  static String of(World world, String keyset, String secretOfDevelopment) {
    return """
    kafka: { bootstrapServers: "%s" }
    database: { url: "%s", user: "%s", password: "%s" }
    encryption: { keyset: '%s' }
    apps:
      crm-sync:
        provider: outreach
        organization: acme
        scopes: [users.read]
        credentials:
          production:
            clientId: crm-sync-prod
            clientSecret: "%s"
            redirectUris: ["%s"]
          development:
            clientId: crm-sync-dev
            clientSecret: "%s"
            redirectUris: ["%s"]
            states: [dev]
    subscribers:
      crm-reader: { key: '%s', apps: [crm-sync] }
    pages: { port: 0 }
    spool: { directory: "%s" }
    """
        .formatted(
            world.stack().bootstrapServers(),
            world.databaseUrl,
            world.stack().databaseUser(),
            world.stack().databasePassword(),
            keyset,
            world.secret(Environment.PRODUCTION),
            World.REDIRECT_URI,
            secretOfDevelopment,
            World.REDIRECT_URI,
            World.KEY.toPublicJWK().toJSONString(),
            world.spool);
  }
}
