package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows as they are when a batch of results comes in. */
final class Batch {
  static final int WORKER = 3;
  private static final Profile PROVIDER = Samples.outreach();
  private final Map<String, App> apps;
  private final Map<ConnectionId, Current> rows = new HashMap<>();
  private final Map<Long, GrantRows.State> grants = new HashMap<>();
  private final Map<ConnectionId, Deque<Long>> quarantined = new HashMap<>();

  Batch() {
    this(PROVIDER);
  }

  Batch(Profile provider) {
    this.apps = Map.of("crm-sync", Samples.app(provider));
  }

  /** A connection that is not there yet. */
  Batch absent(ConnectionId id) {
    Consent nobodys = Samples.consentOf(null).of(User.UNKNOWN);
    return row(new Current(id, 0, false, null, nobodys, null, null, null));
  }

  Batch active(ConnectionId id, long version) {
    return row(id, version, true, null);
  }

  /** Its newest state came from that attempt. */
  Batch active(ConnectionId id, long version, UUID settledAttempt) {
    return row(id, version, true, settledAttempt);
  }

  /** The user has ended it. */
  Batch revoked(ConnectionId id, long version) {
    return revoked(id, version, Reason.USER_DISCONNECTED);
  }

  Batch revoked(ConnectionId id, long version, Reason reason) {
    return row(
        new Current(id, version, false, reason, Samples.consentOf("acme"), null, null, null));
  }

  /** Somebody else has claimed it by now. */
  Batch claimedByAnother(ConnectionId id, long version) {
    UUID other = UUID.randomUUID();
    return row(new Current(id, version, true, null, Samples.consentOf("acme"), null, other, null));
  }

  /** It is active by a consent that was given later. */
  Batch connectedLater(ConnectionId id, long version) {
    Consent old = Samples.consentOf("acme");
    Consent later =
        new Consent(old.provider(), old.user(), old.scope(), old.authorizedAt().plusSeconds(60));
    return row(new Current(id, version, true, null, later, null, null, null));
  }

  Batch pending(long grant) {
    return grant(grant, GrantRows.State.PENDING);
  }

  Batch grant(long grant, GrantRows.State state) {
    grants.put(grant, state);
    return this;
  }

  /** These sets of the connection's are in quarantine. */
  Batch quarantined(ConnectionId id, Long... sets) {
    quarantined.put(id, new ArrayDeque<>(List.of(sets)));
    return this;
  }

  /** It is known by now who that is. */
  Batch active(ConnectionId id, long version, Consent consent) {
    return row(new Current(id, version, true, null, consent, null, null, null));
  }

  private Batch row(ConnectionId id, long version, boolean active, @Nullable UUID settledAttempt) {
    return row(
        new Current(
            id,
            version,
            active,
            active ? null : Reason.USER_DISCONNECTED,
            Samples.consentOf("acme"),
            null,
            null,
            settledAttempt));
  }

  private Batch row(Current current) {
    rows.put(current.id(), current);
    return this;
  }

  Changes changedBy(Result... results) {
    Messages messages = new Messages(new CloudEventCodec(), UUID::randomUUID);
    Changes changes =
        new Changes(
            apps,
            messages,
            WORKER,
            rows,
            grants,
            new QuarantineChanges(WORKER, quarantined),
            new EndChanges(apps, Set.of()));
    List.of(results).forEach(changes::add);
    return changes;
  }

  /** What the provider's reply to that work comes to. */
  static Result result(Due due, Reply reply) {
    return new Result(
        due,
        reply,
        Samples.decide(due, PROVIDER, reply),
        Samples.ANSWERED,
        reply instanceof Reply.Issued ? Map.of("crm-reader", "sealed") : Map.of());
  }

  /** The types of the events said, in order, without what they all begin and end with. */
  static List<String> said(Changes changes) {
    return changes.messages().stream()
        .map(message -> requireNonNull(message.headers().get("ce_type")))
        .map(type -> type.replaceAll("^dev\\.evergrant\\.|\\.v1$", ""))
        .toList();
  }

  static List<Long> versions(Changes changes) {
    return changes.states().stream().map(next -> next.state().version()).toList();
  }

  static List<String> happened(Changes changes) {
    return changes.history().stream().map(Entry::what).toList();
  }

  static boolean changesNothing(Changes changes) {
    return changes.states().isEmpty()
        && changes.postponedRefreshes().isEmpty()
        && changes.postponedGrants().isEmpty()
        && changes.endedGrants().isEmpty()
        && changes.messages().isEmpty();
  }

  static ConnectionRows.Next only(Changes changes) {
    if (changes.states().size() != 1) {
      throw new AssertionError(changes.states().size() + " rows instead of one");
    }
    return changes.states().iterator().next();
  }
}
