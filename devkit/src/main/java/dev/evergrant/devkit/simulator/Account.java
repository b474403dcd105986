package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One user as one client knows them: what the mint spacing counts by. Guarded by the server's lock.
 */
final class Account {
  record Key(String clientId, String email) {}

  final User user;
  final String clientId;
  final Environment environment;
  final List<Grant> grants = new ArrayList<>(1);

  /** When this user was last given an access token of this client. */
  @Nullable Instant lastMintAt;

  Account(User user, String clientId, Environment environment) {
    this.user = user;
    this.clientId = clientId;
    this.environment = environment;
  }
}
