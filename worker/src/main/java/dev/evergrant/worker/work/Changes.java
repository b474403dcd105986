package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.lifecycle.Person.Part;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.ConnectionRows.Current;
import dev.evergrant.worker.store.ConnectionRows.Next;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.store.HistoryRows.Entry;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PostponedRefresh;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
  private final Map<Long, GrantRows.State> grants;
  private final QuarantineChanges quarantine;
  private final People people;
  private final EndChanges ends;

  private final Map<ConnectionId, Next> states = new LinkedHashMap<>();
  private final List<PostponedRefresh> postponedRefreshes = new ArrayList<>();
  private final List<GrantRows.Ended> endedGrants = new ArrayList<>();
  private final List<GrantRows.Postponed> postponedGrants = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  private final List<Entry> history = new ArrayList<>();
  private final List<Message> said = new ArrayList<>();
  private final AppChanges ofApps = new AppChanges();

  /** Tokens that came after their user had ended the connection. */
  record Late(ConnectionId connection, String provider, long version, Secret refreshToken) {}

  Changes(
      Map<String, App> apps,
      Messages messages,
      int worker,
      Map<ConnectionId, Current> current,
      Map<Long, GrantRows.State> grants,
      QuarantineChanges quarantine,
      EndChanges ends) {
    this.apps = apps;
    this.messages = messages;
    this.worker = worker;
    this.current = current;
    this.grants = new HashMap<>(grants);
    this.quarantine = quarantine;
    this.people = new People(apps);
    this.ends = ends;
  }

  void add(Result result) {
    ofApps.add(credentials(result.due()), result);
    switch (result.due()) {
      case Due.Grant grant -> add(grant, result);
      case Due.Refresh refresh -> add(refresh, result);
    }
  }

  private void add(Due.Grant grant, Result result) {
    if (grants.get(grant.id()) != GrantRows.State.PENDING) {
      overtaken(grant, result);
      return;
    }
    switch (result.decision()) {
      case Decision.Store(TokenSet tokens) -> connected(grant, result, tokens, "issued");
      case Decision.End(Reason reason, String error) -> {
        grants.put(grant.id(), GrantRows.State.REFUSED);
        String word = reason == Reason.LOST_IN_FLIGHT ? reason.word() : "refused";
        String message = "The provider did not take the code.";
        String provider = grant.consent().provider();
        said.add(messages.failed(grant.connection(), provider, word, message, error, result.at()));
        endedGrants.add(new GrantRows.Ended(grant.id(), "refused", word));
        happened(result, "grant_refused", null, "The provider answered " + error + ".");
      }
      case Decision.Later later -> {
        postponedGrants.add(new GrantRows.Postponed(grant, later));
        happened(result, "postponed", null, later.problem());
      }
      case Decision.Hold(Decision.Later later, _) -> {
        postponedGrants.add(new GrantRows.Postponed(grant, later));
        happened(result, "held", null, later.problem());
      }
    }
  }

  private void connected(Due.Grant grant, Result result, TokenSet tokens, String what) {
    grants.put(grant.id(), GrantRows.State.CONNECTED);
    Person person = people.consenting(grant, row(grant.connection()).consent().user());
    Consent consent = grant.consent().of(person.user());
    var active = next(grant, consent, ends.authorized(grant.connection(), consent, tokens));
    Instant askAt = people.askAbout(active.id(), grant.consent().user(), result.at());
    put(active, grant, person.learnt(), askAt);
    said.add(messages.issued(active, result.accessTokens(), result.at()));
    endedGrants.add(new GrantRows.Ended(grant.id(), "connected", null));
    happened(result, what, active.version(), null);
  }

  private void add(Due.Refresh refresh, Result result) {
    Current row = row(refresh.connection());
    if (!row.active() || row.version() != refresh.version()) {
      overtaken(refresh, result);
      return;
    }
    switch (result.decision()) {
      case Decision.Store(TokenSet tokens) -> {
        // A refresh does not put off what follows from the consent, and what was learnt of the
        // person since the claim stays.
        var active = next(refresh, row.consent(), tokens.endingAt(row.reauthorizeBy()));
        put(active, refresh, null, people.askAbout(active.id(), row.consent().user(), result.at()));
        said.add(messages.refreshed(active, result.accessTokens(), result.at()));
        quarantine.settle(refresh);
        happened(
            result,
            refresh.trying() == null ? "refreshed" : "recovered",
            active.version(),
            refresh.trying() == null ? null : "A quarantined token set was the live one.");
      }
      case Decision.End end -> refused(refresh, row, end, result);
      case Decision.Hold(Decision.Later later, _) -> {
        int refusals = refresh.claim().past().refusals() + 1;
        postponedRefreshes.add(new PostponedRefresh(refresh, later, refusals, refresh.trying()));
        happened(result, "held", row.version(), later.problem());
      }
      case Decision.Later later -> {
        postponedRefreshes.add(new PostponedRefresh(refresh, later));
        happened(result, "postponed", row.version(), later.problem());
      }
    }
  }

  /**
   * Ends the connection, unless somebody else is asking about it by now and will say the same if it
   * is true, or unless a quarantined token set is left to be tried first.
   */
  private void refused(Due.Refresh refresh, Current row, Decision.End end, Result result) {
    if (row.attempt() != null && !row.attempt().equals(refresh.claim().attempt())) {
      return;
    }
    quarantine.settle(refresh);
    Long next = end.reason().isExpected() ? null : quarantine.next(refresh);
    if (next != null) {
      String problem =
          "The provider answered " + end.error() + "; a quarantined token set is tried.";
      Due.Claim claim = refresh.claim();
      var later = new Decision.Later(result.at(), claim.inDoubt(), claim.failures(), problem);
      postponedRefreshes.add(new PostponedRefresh(refresh, later, claim.past().refusals(), next));
      happened(result, "trying", row.version(), problem);
      return;
    }
    var revoked =
        new Connection.Revoked(
            refresh.connection(), row.nextVersion(), row.consent(), end.reason(), result.at());
    put(revoked, refresh, null, null);
    said.add(messages.revoked(revoked));
    happened(
        result,
        "revoked",
        revoked.version(),
        end.reason().word() + ": the provider answered " + end.error() + ".");
  }

  private Connection.Active next(Due due, Consent consent, TokenSet tokens) {
    long version = row(due.connection()).nextVersion();
    return new Connection.Active(due.connection(), version, consent, tokens);
  }

  private void put(
      Connection state, Due due, @Nullable Set<Part> learnt, @Nullable Instant identityDueAt) {
    UUID attempt = due.claim().attempt();
    boolean unheard = due instanceof Due.Grant && due.claim().unheard();
    states.put(state.id(), new Next(state, attempt, learnt, identityDueAt, unheard));
    boolean active = state instanceof Connection.Active;
    Instant reauthorizeBy =
        state instanceof Connection.Active(_, _, _, var tokens) ? tokens.reauthorizeBy() : null;
    current.put(
        state.id(),
        new Current(
            state.id(),
            state.version(),
            active,
            state instanceof Connection.Revoked revoked ? revoked.reason() : null,
            state.consent(),
            reauthorizeBy,
            null,
            attempt));
  }

  /**
   * A result that lost its race, unless it is the one that is stored, and its commit is run again.
   * Its tokens are never stored over newer ones, nor forgotten: see {@link LateTokens}.
   */
  private void overtaken(Due due, Result result) {
    Current row = row(due.connection());
    if (due.claim().attempt().equals(row.settledAttempt())
        || !(result.decision() instanceof Decision.Store(TokenSet tokens))) {
      return;
    }
    LateTokens.Fate fate =
        switch (due) {
          case Due.Grant grant -> LateTokens.of(grant, grants.get(grant.id()), row);
          case Due.Refresh refresh -> LateTokens.of(refresh, row);
        };
    switch (fate) {
      case ACCEPTED -> restored(due, result, tokens);
      case QUARANTINED -> quarantined(due, result, tokens.refreshToken());
      case REVOKED -> unwanted(due, result, tokens.refreshToken());
    }
  }

  /** The verdict was given without this answer, so it is taken back. */
  private void restored(Due due, Result result, TokenSet tokens) {
    switch (due) {
      case Due.Grant grant -> connected(grant, result, tokens, "restored");
      case Due.Refresh refresh -> {
        Consent consent = row(refresh.connection()).consent();
        var active = next(refresh, consent, ends.restored(refresh, tokens));
        put(active, refresh, null, people.askAbout(active.id(), consent.user(), result.at()));
        said.add(messages.issued(active, result.accessTokens(), result.at()));
        happened(
            result, "restored", active.version(), "Its tokens came after it had been given up.");
      }
    }
  }

  private void quarantined(Due due, Result result, @Nullable Secret refreshToken) {
    long stored = row(due.connection()).version();
    String why = "The connection was at version " + stored + " when its tokens came.";
    boolean kept = quarantine.keep(due, refreshToken, stored, why, result.at());
    happened(result, kept ? "quarantined" : "late_tokens", stored, why);
  }

  private void unwanted(Due due, Result result, @Nullable Secret refreshToken) {
    boolean told = requireNonNull(apps.get(due.connection().app())).provider().revokeUrl() != null;
    happened(
        result,
        "late_tokens",
        null,
        "They came after it had ended and are "
            + (told
                ? "revoked at the provider."
                : "dropped, as the provider cannot be told to revoke them."));
    if (refreshToken != null) {
      late.add(
          new Late(
              due.connection(),
              due.consent().provider(),
              row(due.connection()).version(),
              refreshToken));
    }
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
            worker,
            result.due().claim().fingerprint()));
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

  Collection<Next> states() {
    return states.values();
  }

  List<PostponedRefresh> postponedRefreshes() {
    return postponedRefreshes;
  }

  List<GrantRows.Ended> endedGrants() {
    return endedGrants;
  }

  List<GrantRows.Postponed> postponedGrants() {
    return postponedGrants;
  }

  EndChanges ends() {
    return ends;
  }

  List<Late> late() {
    return late;
  }

  QuarantineChanges quarantine() {
    return quarantine;
  }

  List<Entry> history() {
    return history;
  }

  List<Message> messages() {
    return said;
  }

  AppChanges ofApps() {
    return ofApps;
  }
}
