package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One consent at the provider, from its code to its last token. */
final class Family {
  /** Older tokens than that nobody can still hold; they are forgotten. */
  private static final int KEPT = 30;

  final ConnectionId connection;
  final String code;
  final Instant consentAt;

  /** The newest mints, the newest last. */
  final Deque<Mint> mints = new ArrayDeque<>();

  /** Counts its mints. */
  int number;

  /** Under until-new-used: refresh tokens of a lower number are dead. */
  int floor;

  @Nullable End end;

  /** Why it is over, as the provider knows it. */
  enum End {
    /** The user left at the provider. */
    DISCONNECTED,
    /** A development grant's time was up. */
    DEVELOPMENT,
    /** The absolute lifetime was up. */
    ABSOLUTE,
    /** A code or refresh token was used again. */
    REUSE
  }

  Family(ConnectionId connection, String code, Instant consentAt) {
    this.connection = connection;
    this.code = code;
    this.consentAt = consentAt;
  }

  boolean exchanged() {
    return number > 0;
  }

  /** Returns the mint that is forgotten for it, if one is. */
  @Nullable Mint add(Mint mint) {
    mints.add(mint);
    return mints.size() > KEPT ? mints.remove() : null;
  }

  /** Whether it was spent for, or came with, a mint that is not forgotten. */
  boolean knows(RefreshToken token) {
    return mints.stream().anyMatch(mint -> mint.child == token || mint.parent == token);
  }
}
