package dev.evergrant.worker.work;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.ReauthorizationRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The simulation's door into this package: what a batch of results changes is decided by {@link
 * Changes} itself, and how long a claim lasts by {@link Ask}.
 */
public final class Fold {
  private static final Duration AHEAD = Duration.ofHours(24);

  private Fold() {}

  /** Finished work: what was asked, what came back, and what follows. */
  public record Finished(Due due, Reply reply, Decision decision, Instant at) {}

  /** What a batch changes; the tables write it in this order, as {@link Commit} does. */
  public record Effects(
      Collection<ConnectionRows.Next> states,
      List<ReauthorizationRows.Known> told,
      List<ConnectionRows.Postponed> postponedRefreshes,
      List<GrantRows.Ended> endedGrants,
      List<GrantRows.Postponed> postponedGrants,
      List<Message> messages,
      Collection<Credentials> misconfigured,
      Collection<Credentials> working) {}

  /** Folds the results of one batch over the rows as they are. */
  public static Effects over(
      Map<ConnectionId, Current> rows,
      Set<Long> pending,
      List<Finished> batch,
      Map<String, App> apps,
      Messages messages,
      int worker) {
    var changes = new Changes(apps, messages, worker, rows, pending, Set.of());
    for (Finished one : batch) {
      changes.add(new Result(one.due(), one.reply(), one.decision(), one.at(), Map.of()));
    }
    return new Effects(
        changes.states(),
        changes.toTell(AHEAD),
        changes.postponedRefreshes(),
        changes.endedGrants(),
        changes.postponedGrants(),
        changes.messages(),
        changes.misconfigured().keySet(),
        changes.working().keySet());
  }

  /** How long a claim lasts. */
  public static Duration lease(Profile profile) {
    return Ask.lease(profile);
  }
}
