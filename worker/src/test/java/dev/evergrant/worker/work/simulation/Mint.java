package dev.evergrant.worker.work.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One token set that the provider has issued, and what has become of it. */
final class Mint {
  final Family family;
  final int number;

  /** What was spent for it; null for a code. */
  final @Nullable RefreshToken parent;

  /** What can be spent next: a new one, or the parent itself. */
  final RefreshToken child;

  final Instant accessEnds;
  final Machine holder;

  private Fate fate = Fate.ON_ITS_WAY;
  private @Nullable Instant lostAt;
  private boolean abandoned;

  /** Where it is. */
  enum Fate {
    /** On the wire, or received by a worker that has not committed it yet. */
    ON_ITS_WAY,
    /** The connection's newest token set. */
    STORED,
    /** Received, and kept aside. */
    QUARANTINED,
    /** Received, and thrown away. */
    DISCARDED,
    /** Nobody can ever come back with it. */
    LOST,
    /** Newer tokens, or the connection's end, have taken its place. */
    SUPERSEDED
  }

  Mint(
      Family family,
      int number,
      @Nullable RefreshToken parent,
      RefreshToken child,
      Instant accessEnds,
      Machine holder) {
    this.family = family;
    this.number = number;
    this.parent = parent;
    this.child = child;
    this.accessEnds = accessEnds;
    this.holder = holder;
  }

  Fate fate() {
    return fate;
  }

  @Nullable Instant lostAt() {
    return lostAt;
  }

  /** It can still become the connection's, or is and can be spent. */
  boolean isNeeded() {
    return switch (fate) {
      case ON_ITS_WAY, QUARANTINED -> true;
      case STORED -> child.replacedAt == null;
      case DISCARDED, LOST, SUPERSEDED -> false;
    };
  }

  void becomes(Fate next) {
    fate = next;
  }

  /** Nothing that is stored or kept aside can be lost any more. */
  void lost(Instant now) {
    if (fate == Fate.ON_ITS_WAY) {
      fate = Fate.LOST;
      lostAt = now;
    }
  }

  /** Somebody still has it, but the core did not wait any longer. */
  void abandoned(Instant now) {
    lost(now);
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }
}
