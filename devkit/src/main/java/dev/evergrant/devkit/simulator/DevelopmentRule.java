package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The limit on development credentials: a grant ends some time after the consent, unless its user
 * is of the organization that owns the app and that organization's users are few enough.
 */
final class DevelopmentRule {
  static final String REASON = "development_expired";

  private DevelopmentRule() {}

  /** What has to become true before a grant, or anything about its user, is looked at now. */
  static Optional<Change> due(Ledger ledger, Settings settings, Grant grant, Instant now) {
    boolean owners =
        settings
            .app(grant.account.clientId)
            .map(AppCredentials::ownerOrganization)
            .filter(grant.account.user.organization()::equals)
            .isPresent();
    List<Long> expired =
        ledger
            .developmentUsers(grant)
            .map(
                users ->
                    users.expired(
                        now.minus(settings.developmentGrantLifetime()),
                        owners ? settings.freeUsersOfOwner() : 0))
            .orElse(List.of())
            .stream()
            .map(ended -> ended.id)
            .toList();
    return expired.isEmpty()
        ? Optional.empty()
        : Optional.of(new Change.Revoked(expired, REASON, now));
  }
}
