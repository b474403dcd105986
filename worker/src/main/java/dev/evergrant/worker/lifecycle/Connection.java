package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Instant;

/** A connection's state. Its version rises by one with every change between these. */
public sealed interface Connection {

  ConnectionId id();

  long version();

  Consent consent();

  /** It has tokens. */
  record Active(ConnectionId id, long version, Consent consent, TokenSet tokens)
      implements Connection {}

  /** It has none any more; only a new grant brings it back. */
  record Revoked(ConnectionId id, long version, Consent consent, Reason reason, Instant at)
      implements Connection {}
}
