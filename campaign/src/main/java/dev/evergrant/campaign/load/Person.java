package dev.evergrant.campaign.load;

import dev.evergrant.contracts.ConnectionId;

/** Somebody with an account at the provider, of their own organization, and one connection. */
public record Person(ConnectionId connection, String email, String organization) {

  /** With production credentials. */
  static Person production(int number) {
    return person("production", "user-" + number, "acme");
  }

  /** With development credentials, of an organization that does not own the app. */
  static Person foreigner(int number) {
    return person("development", "guest-" + number, "globex");
  }

  private static Person person(String environment, String name, String organization) {
    return new Person(
        new ConnectionId("crm-sync", environment, name),
        name + "@" + organization + ".example",
        organization);
  }

  boolean isProduction() {
    return connection.environment().equals("production");
  }
}
