package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Horizon;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.TokenSet;
import dev.evergrant.worker.store.ReauthorizationRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of results changes of the ends that only people can put off or undo. No I/O. Not
 * thread-safe; made for one transaction.
 */
final class EndChanges {
  private final Map<String, App> apps;
  private final Set<String> crowded;
  private final Map<ConnectionId, Horizon.@Nullable End> authorized = new LinkedHashMap<>();

  /**
   * @param crowded the apps whose owner has more users than the provider lets stay
   */
  EndChanges(Map<String, App> apps, Set<String> crowded) {
    this.apps = apps;
    this.crowded = crowded;
  }

  /** A user has authorized a connection; these are its tokens, with the end that they have. */
  TokenSet authorized(ConnectionId id, Consent consent, TokenSet tokens) {
    Horizon.End end =
        Horizon.of(app(id), id.environment(), consent, tokens, crowded.contains(id.app()));
    authorized.put(id, end);
    return tokens.endingAt(end == null ? null : end.at());
  }

  /** A connection that had been given up has its tokens after all, and its end as before. */
  TokenSet restored(Due.Refresh refresh, TokenSet tokens) {
    ConnectionId id = refresh.connection();
    Instant at = refresh.reauthorizeBy();
    authorized.put(
        id,
        at == null
            ? null
            : new Horizon.End(at, Horizon.reason(app(id), id, refresh.consent(), at)));
    return tokens.endingAt(at);
  }

  private App app(ConnectionId id) {
    return requireNonNull(apps.get(id.app()));
  }

  /** The connections of which nobody has to do anything any more. */
  Set<ConnectionId> authorized() {
    return authorized.keySet();
  }

  /**
   * What people will have to do, or have to do now.
   *
   * @param ahead how long before an end they are told
   */
  List<ReauthorizationRows.Known> toTell(Collection<Connection> states, Duration ahead) {
    List<ReauthorizationRows.Known> known = new ArrayList<>();
    for (Connection state : states) {
      switch (state) {
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
}
