package dev.evergrant.dev.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has been sent to the provider, by state. A state works once, within ten minutes, and only in
 * the browser session that it was made for, so that nobody can slip their own code into another
 * user's session (RFC 6749 §10.12). There are at most so many; the oldest is forgotten first. Safe
 * for any thread.
 */
final class PendingAuthorizations {
  /** A provider's code lives no longer, and nobody reads a consent page for longer. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private final Nonces nonces;
  private final InstantSource clock;
  private final int most;

  /** All live equally long, so the order of insertion is the order in which they end. */
  private final Map<String, PendingAuthorization> byState = new LinkedHashMap<>();

  PendingAuthorizations(Nonces nonces, InstantSource clock, int most) {
    this.nonces = nonces;
    this.clock = clock;
    this.most = most;
  }

  /** A fresh state and what belongs to it. */
  record Begun(String state, PendingAuthorization pending) {}

  /** Remembers that a user is about to be sent to the provider. */
  synchronized Begun begin(String session, String environment, String subject) {
    Instant now = clock.instant();
    var states = byState.values().iterator();
    while (states.hasNext() && (states.next().endsAt().isBefore(now) || byState.size() >= most)) {
      states.remove();
    }
    var begun =
        new Begun(
            nonces.next(),
            new PendingAuthorization(
                session, environment, subject, nonces.next(), now.plus(LIFETIME)));
    byState.put(begun.state(), begun.pending());
    return begun;
  }

  /** What a state was made for, if it is known, still good, and of this session; gone with that. */
  synchronized Optional<PendingAuthorization> take(String state, String session) {
    PendingAuthorization pending = byState.get(state);
    if (pending == null || !pending.session().equals(session)) {
      return Optional.empty();
    }
    byState.remove(state);
    return pending.endsAt().isAfter(clock.instant()) ? Optional.of(pending) : Optional.empty();
  }
}
