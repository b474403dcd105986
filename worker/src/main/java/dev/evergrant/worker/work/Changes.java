package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.Alert;
import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Horizon;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Inquiry;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.lifecycle.Person.Part;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows.Entry;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.ReauthorizationRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of results changes, given the rows as they are now. No I/O: it folds one result
 * after another over the locked rows, so that a connection with two results in one batch gets two
 * versions and two events, but one write. Not thread-safe; made for one transaction.
 */
final class Changes {
  private final Map<String, App> apps;
  private final Messages messages;
  private final int worker;
  private final Map<ConnectionId, Current> current;
  private final Set<Long> pending;
  private final Set<String> crowded;

  private final Map<ConnectionId, ConnectionRows.Next> states = new LinkedHashMap<>();
  private final List<ConnectionRows.Postponed> postponedRefreshes = new ArrayList<>();
  private final List<GrantRows.Ended> endedGrants = new ArrayList<>();
  private final List<GrantRows.Postponed> postponedGrants = new ArrayList<>();
  private final Map<ConnectionId, Horizon.@Nullable End> authorized = new LinkedHashMap<>();
  private final List<Late> late = new ArrayList<>();
  private final List<Entry> history = new ArrayList<>();
  private final List<Message> said = new ArrayList<>();
  private final Map<Credentials, Refusal> misconfigured = new LinkedHashMap<>();
  private final Map<Credentials, Instant> working = new LinkedHashMap<>();

  /** Tokens that came after their connection had been ended or given other ones. */
  record Late(ConnectionId connection, String provider, long version, Secret refreshToken) {}

  /** A provider's refusal of an app's configuration. */
  record Refusal(String error, Instant at) {}

  Changes(
      Map<String, App> apps,
      Messages messages,
      int worker,
      Map<ConnectionId, Current> current,
      Set<Long> pending,
      Set<String> crowded) {
    this.apps = apps;
    this.messages = messages;
    this.worker = worker;
    this.current = current;
    this.pending = new HashSet<>(pending);
    this.crowded = crowded;
  }

  void add(Result result) {
    noteConfiguration(result);
    switch (result.due()) {
      case Due.Grant grant -> add(grant, result);
      case Due.Refresh refresh -> add(refresh, result);
    }
  }

  private void add(Due.Grant grant, Result result) {
    if (!pending.contains(grant.id())) {
      overtaken(grant, result, "The grant had ended before its tokens came.");
      return;
    }
    switch (result.decision()) {
      case Decision.Store(TokenSet tokens) -> {
        pending.remove(grant.id());
        Person person = person(grant);
        Consent consent = grant.consent().of(person.user());
        Horizon.End end = horizon(grant.connection(), consent, tokens);
        var active = next(grant, consent, tokens.endingAt(end == null ? null : end.at()));
        Instant identityDueAt = askAbout(grant.connection(), grant.consent().user(), result.at());
        put(active, grant, person.learnt(), identityDueAt);
        authorized.put(grant.connection(), end);
        said.add(messages.issued(active, result.accessTokens(), result.at()));
        endedGrants.add(new GrantRows.Ended(grant.id(), "connected", null));
        happened(result, "issued", active.version(), null);
      }
      case Decision.End(Reason reason, String error) -> {
        pending.remove(grant.id());
        String word = reason == Reason.LOST_IN_FLIGHT ? reason.word() : "refused";
        said.add(refused(grant, word, error, result.at()));
        endedGrants.add(new GrantRows.Ended(grant.id(), "refused", word));
        happened(result, "grant_refused", null, "The provider answered " + error + ".");
      }
      case Decision.Later later -> {
        postponedGrants.add(new GrantRows.Postponed(grant, later));
        happened(result, "postponed", null, later.problem());
      }
    }
  }

  private void add(Due.Refresh refresh, Result result) {
    Current row = row(refresh.connection());
    if (!row.active() || row.version() != refresh.version()) {
      overtaken(refresh, result, "The connection had moved on before its tokens came.");
      return;
    }
    switch (result.decision()) {
      case Decision.Store(TokenSet tokens) -> {
        // A refresh does not put off what follows from the consent, and what was learnt of the
        // person since the claim stays.
        var active = next(refresh, row.consent(), tokens.endingAt(row.reauthorizeBy()));
        Instant identityDueAt = askAbout(refresh.connection(), row.consent().user(), result.at());
        put(active, refresh, null, identityDueAt);
        said.add(messages.refreshed(active, result.accessTokens(), result.at()));
        happened(result, "refreshed", active.version(), null);
      }
      case Decision.End(Reason reason, String error) -> {
        var revoked =
            new Connection.Revoked(
                refresh.connection(), row.version() + 1, row.consent(), reason, result.at());
        put(revoked, refresh, null, null);
        said.add(messages.revoked(revoked));
        happened(
            result,
            "revoked",
            revoked.version(),
            reason.word() + ": the provider answered " + error + ".");
      }
      case Decision.Later later -> {
        postponedRefreshes.add(new ConnectionRows.Postponed(refresh, later));
        happened(result, "postponed", row.version(), later.problem());
      }
    }
  }

  private Connection.Active next(Due due, Consent consent, TokenSet tokens) {
    long version = row(due.connection()).version() + 1;
    return new Connection.Active(due.connection(), version, consent, tokens);
  }

  /** Where the provider tells nothing about people, nobody but the event has a word. */
  private Person person(Due.Grant grant) {
    User said = grant.consent().user();
    return identity(grant.connection()) == null
        ? Person.saidToBe(said)
        : Person.saidToBe(row(grant.connection()).consent().user()).consentsAs(said);
  }

  /** When the provider is asked who it is; of an old consent, the row knows if it ever was. */
  private @Nullable Instant askAbout(ConnectionId id, User known, Instant now) {
    return Inquiry.isWorthwhile(identity(id), known) ? now : null;
  }

  private void put(
      Connection state, Due due, @Nullable Set<Part> learnt, @Nullable Instant identityDueAt) {
    UUID attempt = due.claim().attempt();
    states.put(state.id(), new ConnectionRows.Next(state, attempt, learnt, identityDueAt));
    boolean active = state instanceof Connection.Active;
    Instant reauthorizeBy =
        state instanceof Connection.Active(_, _, _, var tokens) ? tokens.reauthorizeBy() : null;
    current.put(
        state.id(),
        new Current(
            state.id(), state.version(), active, state.consent(), reauthorizeBy, null, attempt));
  }

  private Horizon.@Nullable End horizon(ConnectionId id, Consent consent, TokenSet tokens) {
    App app = requireNonNull(apps.get(id.app()));
    return Horizon.of(app, id.environment(), consent, tokens, crowded.contains(id.app()));
  }

  /**
   * A result that lost its race, unless it is the one that is stored, and its commit is run again.
   * Its tokens are never stored over newer ones, nor forgotten.
   */
  private void overtaken(Due due, Result result, String why) {
    if (due.claim().attempt().equals(row(due.connection()).settledAttempt())) {
      return;
    }
    if (result.decision() instanceof Decision.Store(TokenSet tokens)) {
      happened(result, "late_tokens", null, why);
      if (tokens.refreshToken() != null && !row(due.connection()).active()) {
        late.add(
            new Late(
                due.connection(),
                due.consent().provider(),
                row(due.connection()).version(),
                tokens.refreshToken()));
      }
    }
  }

  private void noteConfiguration(Result result) {
    Credentials of = credentials(result.due());
    switch (result.reply()) {
      case Reply.Misconfigured(String error) ->
          misconfigured.putIfAbsent(of, new Refusal(error, result.at()));
      case Reply.Issued _, Reply.Refused _ -> {
        // Only a probe's word counts, as other answers may be older than the refusal; and only if
        // it was the provider's.
        if (result.due().claim().probe() && isAsked(result.due())) {
          working.putIfAbsent(of, result.at());
        }
      }
      case Reply.Throttled _, Reply.Unavailable _, Reply.InDoubt _ -> {}
    }
  }

  private static boolean isAsked(Due due) {
    return !(due instanceof Due.Refresh refresh) || refresh.refreshToken() != null;
  }

  private Message refused(Due.Grant grant, String reason, String error, Instant at) {
    ConnectionId id = grant.connection();
    return messages.alert(
        id.toString(),
        new Alert.AuthorizationFailed(
            id.toString(),
            id.app(),
            id.environment(),
            id.subject(),
            grant.consent().provider(),
            reason,
            "The provider did not take the code. The user has to authorize once more.",
            error,
            at),
        at);
  }

  private void happened(
      Result result, String what, @Nullable Long version, @Nullable String detail) {
    history.add(
        new Entry(
            result.due().connection(),
            result.at(),
            what,
            version,
            detail,
            result.due().claim().attempt(),
            worker));
  }

  private @Nullable Identity identity(ConnectionId id) {
    return requireNonNull(apps.get(id.app())).provider().identity();
  }

  private Current row(ConnectionId id) {
    return requireNonNull(current.get(id), "not locked");
  }

  private Credentials credentials(Due due) {
    return requireNonNull(
        requireNonNull(apps.get(due.connection().app()))
            .credentials()
            .get(due.connection().environment()));
  }

  Collection<ConnectionRows.Next> states() {
    return states.values();
  }

  List<ConnectionRows.Postponed> postponedRefreshes() {
    return postponedRefreshes;
  }

  List<GrantRows.Ended> endedGrants() {
    return endedGrants;
  }

  List<GrantRows.Postponed> postponedGrants() {
    return postponedGrants;
  }

  /** The connections that a user has authorized, again or for the first time. */
  Set<ConnectionId> authorized() {
    return authorized.keySet();
  }

  /**
   * What people will have to do, or have to do now.
   *
   * @param ahead how long before an end they are told
   */
  List<ReauthorizationRows.Known> toTell(Duration ahead) {
    List<ReauthorizationRows.Known> known = new ArrayList<>();
    for (ConnectionRows.Next next : states.values()) {
      switch (next.state()) {
        case Connection.Active active -> {
          Horizon.End end = authorized.get(active.id());
          if (end != null) {
            Instant tellAt = Horizon.tellFrom(active.consent().authorizedAt(), end.at(), ahead);
            known.add(
                new ReauthorizationRows.Known(active.id(), active.consent(), false, end, tellAt));
          }
        }
        case Connection.Revoked(var id, _, var consent, Reason reason, Instant at) ->
            known.add(
                new ReauthorizationRows.Known(id, consent, true, new Horizon.End(at, reason), at));
      }
    }
    return known;
  }

  List<Late> late() {
    return late;
  }

  List<Entry> history() {
    return history;
  }

  List<Message> messages() {
    return said;
  }

  Map<Credentials, Refusal> misconfigured() {
    return misconfigured;
  }

  Map<Credentials, Instant> working() {
    return working;
  }
}
