package dev.evergrant.worker.alert;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.store.DeveloperRows;
import dev.evergrant.worker.store.DeveloperRows.Whose;
import dev.evergrant.worker.store.ForecastRows.Ending;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.ReauthorizationRows.Known;
import dev.evergrant.worker.store.RestatementRows;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ends of development grants as the provider's rule has them. When the owner's users
 * become too many, all of them get an end, and lose it again when they are few enough; a person
 * whose organization is learnt later may gain or lose one too. Whoever's end changes has its token
 * update stated again, and is in or out of the next batches.
 */
public final class DevelopmentRule {
  private static final Logger log = LoggerFactory.getLogger(DevelopmentRule.class);
  private static final int BATCH = 500;

  private final Jdbi jdbi;
  private final List<App> apps;
  private final DeveloperRows developers;
  private final ReauthorizationRows reauthorizations;
  private final RestatementRows restatements;
  private final Duration ahead;

  public DevelopmentRule(
      Jdbi jdbi,
      Collection<App> apps,
      DeveloperRows developers,
      ReauthorizationRows reauthorizations,
      RestatementRows restatements,
      Duration ahead) {
    this.jdbi = jdbi;
    this.apps = apps.stream().filter(app -> app.credentials().containsKey("development")).toList();
    this.developers = developers;
    this.reauthorizations = reauthorizations;
    this.restatements = restatements;
    this.ahead = ahead;
  }

  /** Settles the ends of the owner's users; cheap, and to be done every few seconds. */
  public void settle() {
    settle(Whose.OWNERS);
  }

  /** Settles everybody's, as after a change of the rule itself; reads all development grants. */
  public void review() {
    settle(Whose.EVERYBODYS);
  }

  private void settle(Whose whose) {
    for (App app : apps) {
      Profile.Development rule = app.provider().development();
      if (rule != null) {
        int changed;
        do {
          changed = jdbi.inTransaction(handle -> settle(handle, app, rule, whose));
        } while (changed == BATCH);
      }
    }
  }

  private int settle(Handle handle, App app, Profile.Development rule, Whose whose) {
    boolean crowded = developers.people(handle, app, List.of()) > rule.freeUsersOfOwner();
    List<Ending> changed = developers.settle(handle, app, rule.lifetime(), crowded, whose, BATCH);
    if (changed.isEmpty()) {
      return 0;
    }
    List<ConnectionId> spared =
        changed.stream()
            .filter(one -> one.reauthorizeBy() == null)
            .map(Ending::connection)
            .toList();
    reauthorizations.resolve(handle, spared, "not_needed");
    reauthorizations.open(handle, Known.ahead(changed, app, ahead));
    restatements.add(handle, changed.stream().map(Ending::connection).toList());
    log.info(
        "{} development connections of {} have another end now; {} of them none.",
        changed.size(),
        app.name(),
        spared.size());
    return changed.size();
  }
}
