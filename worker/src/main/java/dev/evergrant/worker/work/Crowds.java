package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Horizon;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.store.DeveloperRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Whether the organization that owns an app has more development users than the provider lets stay,
 * once a batch's newcomers are among them. Counted only when there are any.
 */
final class Crowds {
  private final Map<String, App> apps;
  private final DeveloperRows developers;

  Crowds(Map<String, App> apps, DeveloperRows developers) {
    this.apps = apps;
    this.developers = developers;
  }

  /** The names of the apps that are crowded, among those with newcomers of their owner's. */
  Set<String> after(Handle handle, List<Result> results) {
    Map<String, List<String>> newcomers = new HashMap<>();
    for (Result result : results) {
      if (result.due() instanceof Due.Grant grant
          && result.decision() instanceof Decision.Store
          && isOwners(grant)) {
        ConnectionId id = grant.connection();
        String person = DeveloperRows.person(grant.consent().user(), id.subject());
        newcomers.computeIfAbsent(id.app(), _ -> new ArrayList<>()).add(person);
      }
    }
    Set<String> crowded = new HashSet<>();
    newcomers.forEach(
        (name, people) -> {
          App app = app(name);
          Profile.Development rule = requireNonNull(app.provider().development());
          if (developers.people(handle, app, people) > rule.freeUsersOfOwner()) {
            crowded.add(name);
          }
        });
    return crowded;
  }

  private boolean isOwners(Due.Grant grant) {
    ConnectionId id = grant.connection();
    return Horizon.isOwners(app(id.app()), id.environment(), grant.consent().user().organization());
  }

  private App app(String name) {
    return requireNonNull(apps.get(name));
  }
}
