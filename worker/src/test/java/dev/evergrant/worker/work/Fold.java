package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PostponedRefresh;
import dev.evergrant.worker.store.QuarantineRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The simulation's door into this package: what a batch of results changes is decided by {@link
 * Changes} itself, whether refusals are unusual by {@link Refusals}, and how long a claim lasts by
 * {@link Ask}.
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
      List<PostponedRefresh> postponedRefreshes,
      List<GrantRows.Ended> endedGrants,
      List<GrantRows.Postponed> postponedGrants,
      List<QuarantineRows.Kept> kept,
      List<Long> tried,
      Collection<Credentials> misconfigured,
      Collection<Credentials> working,
      Collection<Credentials> unusual,
      List<Probed> probes,
      List<Message> messages) {}

  /** What a probe of a connection was answered. */
  public record Probed(Credentials of, boolean issued, boolean wasRefused, Instant at) {}

  /**
   * Folds the results of one batch over the rows as they are.
   *
   * @param quarantined the sets that are left to be tried, by connection
   */
  public static Effects over(
      Map<ConnectionId, Current> rows,
      Map<Long, GrantRows.State> grants,
      Map<ConnectionId, Deque<Long>> quarantined,
      List<Finished> batch,
      Map<String, App> apps,
      Messages messages,
      int worker) {
    var quarantine = new QuarantineChanges(worker, quarantined);
    var ends = new EndChanges(apps, Set.of());
    var changes = new Changes(apps, messages, worker, rows, grants, quarantine, ends);
    for (Finished one : batch) {
      changes.add(new Result(one.due(), one.reply(), one.decision(), one.at(), Map.of()));
    }
    AppChanges ofApps = changes.ofApps();
    return new Effects(
        changes.states(),
        ends.toTell(changes.states().stream().map(ConnectionRows.Next::state).toList(), AHEAD),
        changes.postponedRefreshes(),
        changes.endedGrants(),
        changes.postponedGrants(),
        quarantine.kept(),
        quarantine.tried(),
        ofApps.misconfigured().keySet(),
        ofApps.working().keySet(),
        ofApps.unusual().keySet(),
        ofApps.probes().stream()
            .map(one -> new Probed(one.of(), one.issued(), one.wasRefused(), one.at()))
            .toList(),
        changes.messages());
  }

  /** What one worker has heard of refusals. */
  public static final class Hearing {
    private final Refusals refusals = new Refusals();

    /** Takes over which app environments are paused for refusals, and which are believed. */
    public void standing(Set<String> paused, Set<String> believed) {
      refusals.standing(paused, believed);
    }

    /** Notes a reply, and says whether it is one of unusually many refusals. */
    public boolean unusual(Due due, App app, Reply reply, Instant now) {
      Credentials of = requireNonNull(app.credentials().get(due.connection().environment()));
      return refusals.unusual(due, app, of, reply, now);
    }
  }
}
