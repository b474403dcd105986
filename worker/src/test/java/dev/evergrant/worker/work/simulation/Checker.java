package dev.evergrant.worker.work.simulation;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.store.ConnectionRows;
import dev.evergrant.worker.store.GrantRows;
import dev.evergrant.worker.work.Fold;
import dev.evergrant.worker.work.simulation.Mint.Fate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows the truth, and judges what the core makes of it. Invariants have their numbers of the
 * failure model; each is checked at the moment in which it could break.
 */
final class Checker {
  private final Scenario scenario;
  private final Timeline timeline;
  private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);

  /** What the workers have heard. */
  final HeardRefusals refusals;

  Checker(Scenario scenario, Timeline timeline) {
    this.scenario = scenario;
    this.refusals = new HeardRefusals(timeline);
    this.timeline = timeline;
  }

  Map<Ending, Integer> endings() {
    return endings;
  }

  private void count(Ending ending) {
    endings.merge(ending, 1, Integer::sum);
  }

  static void require(
      boolean holds, String invariant, @Nullable ConnectionId connection, String otherwise) {
    if (!holds) {
      throw new Violation(invariant, connection, otherwise);
    }
  }

  /**
   * I3: a resend must not take tokens away that we have, or are about to have. The one exception is
   * the core's own choice: it does not wait for a worker that stands still when the access token
   * has ended.
   *
   * @param spent null for a code
   */
  void revokedByReuse(Family family, @Nullable RefreshToken spent) {
    boolean accessEnded = spent != null && accessEnded(family, spent);
    for (Mint mint : family.mints) {
      if (accessEnded && mint.fate() == Fate.ON_ITS_WAY) {
        mint.abandoned(timeline.now());
      }
      require(
          !mint.isNeeded(),
          "I3",
          family.connection,
          "our own resend revoked tokens (mint %d of %s is %s)"
              .formatted(mint.number, family.code, mint.fate()));
    }
  }

  private boolean accessEnded(Family family, RefreshToken spent) {
    Instant margin = timeline.now().plusSeconds(10);
    return family.mints.stream()
        .filter(mint -> mint.child == spent)
        .allMatch(mint -> mint.accessEnds.isBefore(margin));
  }

  /** I5, I8 and I13: what is stored follows from what was there, and is not past its expiry. */
  void stored(ConnectionRow row, Connection.Active next, Mint mint, @Nullable Long spent) {
    require(
        spent == null || spent + (row.active ? 1 : 2) == next.version(),
        "I5",
        row.id,
        "version %d was stored for tokens that spent version %d".formatted(next.version(), spent));
    require(
        row.active
            || spent == null
            || row.reason == Reason.PROVIDER_REVOKED
            || row.reason == Reason.LOST_IN_FLIGHT,
        "I8",
        row.id,
        "a connection that had ended came back without a new grant");
    require(
        !next.tokens().expiresAt().isAfter(mint.accessEnds),
        "I13",
        row.id,
        "its access token is taken to live until %s, but ends at %s"
            .formatted(next.tokens().expiresAt(), mint.accessEnds));
    String refreshToken =
        next.tokens().refreshToken() == null ? null : next.tokens().refreshToken().reveal();
    require(
        mint.child.text.equals(refreshToken),
        "I2",
        row.id,
        "its refresh token is %s, but should be %s".formatted(refreshToken, mint.child.text));
  }

  /** I7: a connection ends for a reason that the provider's history knows. */
  void revoked(
      ConnectionRow row, Connection.Revoked next, Provider provider, @Nullable Machine by) {
    Reason reason = next.reason();
    if (reason == Reason.USER_DISCONNECTED) {
      count(Ending.WANTED);
      return;
    }
    Mint mint = row.mint;
    if (mint == null) {
      throw new Violation("I7", row.id, "it had no tokens to lose");
    }
    RefreshToken token = mint.child;
    provider.settle(token.family);
    switch (token.family.end) {
      case DISCONNECTED -> count(Ending.WANTED);
      case DEVELOPMENT, ABSOLUTE -> count(Ending.EXPIRED);
      case REUSE -> lostInFlight(row, token, reason);
      case null -> {
        if (provider.isIdle(token)) {
          count(Ending.EXPIRED);
        } else {
          if (provider.isUsable(token)) {
            believed(row, next, provider, by);
          } else {
            lostInFlight(row, token, reason);
          }
        }
      }
    }
  }

  /** A lie may be believed only if too few have heard it for the core's own threshold. */
  private void believed(
      ConnectionRow row, Connection.Revoked next, Provider provider, @Nullable Machine by) {
    require(
        provider.lied() && by != null && !refusals.areUnusual(by, row.id.environment(), next.at()),
        "I7",
        row.id,
        "it was given up as %s, but its refresh token still works".formatted(next.reason()));
    count(Ending.BELIEVED_LIE);
  }

  /** The token was spent; then its successor must be lost, and not by us. */
  private void lostInFlight(ConnectionRow row, RefreshToken token, Reason reason) {
    if (row.mint != null && row.mint.isAbandoned()) {
      count(Ending.HELD_TOO_LONG);
      return;
    }
    Mint successor = null;
    for (Mint mint : token.family.mints) {
      if (mint.parent == token && mint.child != token) {
        successor = mint;
        require(
            mint.fate() == Fate.LOST,
            "I7",
            row.id,
            "it was given up as %s, but the tokens that followed are %s"
                .formatted(reason, mint.fate()));
      }
    }
    if (successor == null) {
      throw new Violation("I7", row.id, "given up as " + reason + ", nobody knows why");
    }
    require(
        reason == Reason.LOST_IN_FLIGHT || reason.word().endsWith("_expired"),
        "I7",
        row.id,
        "its tokens were lost in flight, but it is called " + reason);
    if (successor.isAbandoned()) {
      count(Ending.HELD_TOO_LONG);
      return;
    }
    switch (scenario.rotation()) {
      case STRICT -> count(Ending.W2);
      case GRACE -> count(graceMissed(row, token, successor));
      case UNTIL_NEW_USED, NEVER ->
          throw new Violation("I7", row.id, "lost, though its provider never ends a token unused");
    }
  }

  /** Within the grace a retry succeeds: there must have been no time for one, or no way. */
  private Ending graceMissed(ConnectionRow row, RefreshToken token, Mint successor) {
    if (!scenario.isKnown() || token.replacedAt == null || successor.lostAt() == null) {
      return Ending.W2;
    }
    Instant end = token.replacedAt.plus(Scenario.GRACE);
    boolean inTime = successor.lostAt().plusSeconds(6).isBefore(end);
    boolean tried = token.triedAt != null && token.triedAt.isAfter(successor.lostAt());
    require(
        !inTime || tried,
        "I7",
        row.id,
        "its answer was lost at %s and nobody asked again within the grace, until %s"
            .formatted(successor.lostAt(), end));
    return Ending.W2_GRACE_MISSED;
  }

  /** I9: people hear of each end once. */
  static void told(Fold.Effects effects) {
    for (ConnectionRows.Next next : effects.states()) {
      if (next.state() instanceof Connection.Revoked revoked) {
        long told =
            effects.told().stream()
                .filter(one -> one.expired() && one.connection().equals(revoked.id()))
                .count();
        require(told == 1, "I9", revoked.id(), "its end is told " + told + " times");
      }
    }
  }

  /** I1: how a grant ends, once. */
  void ended(GrantRow grant, GrantRows.State state, @Nullable String reason, Provider provider) {
    // One that was given up may still be taken back by its user, or connect after all.
    require(
        grant.isPending()
            || (grant.state == GrantRows.State.REFUSED && state != GrantRows.State.REFUSED),
        "I1",
        grant.connection,
        "grant %d ended twice".formatted(grant.id));
    if (state != GrantRows.State.REFUSED) {
      return;
    }
    Family family = provider.family(grant.question.code().reveal());
    if (family.exchanged()) {
      for (Mint mint : family.mints) {
        require(
            mint.fate() == Fate.LOST,
            "I7",
            grant.connection,
            "a code was given up as %s, but its tokens are %s".formatted(reason, mint.fate()));
      }
      require(
          "lost_in_flight".equals(reason),
          "I7",
          grant.connection,
          "its tokens were lost in flight, but it is called " + reason);
      count(Ending.W1);
    } else if (family.end != null) {
      count(Ending.WANTED);
    } else {
      boolean expired =
          !timeline.now().isBefore(family.consentAt.plus(scenario.profile().codeLifetime()));
      count(expired ? Ending.CODE_EXPIRED : Ending.CODE_REFUSED);
    }
  }

  /** I1, I2 and I13, when nothing has gone wrong for a while. */
  void quiet(Database database, Provider provider) {
    Instant now = timeline.now();
    for (GrantRow grant : database.grants()) {
      require(
          !grant.isPending() || now.isBefore(grant.deadline.plusSeconds(5)),
          "I1",
          grant.connection,
          "grant %d is pending past its deadline".formatted(grant.id));
    }
    for (ConnectionRow row : database.connections()) {
      boolean underWay = row.owner != null;
      if (row.active && !underWay && row.tokens != null && row.mint != null) {
        require(
            !row.dueAt.plusSeconds(30).isBefore(now),
            "I13",
            row.id,
            "it has been due since " + row.dueAt);
        provider.settle(row.mint.family);
        boolean ended = row.mint.family.end != null && row.mint.family.end != Family.End.REUSE;
        require(
            ended || (row.mint.family.end == null && provider.isUsable(row.mint.child)),
            "I2",
            row.id,
            "its refresh token is dead at the provider, and nobody has noticed");
        require(
            row.tokens.expiresAt().isAfter(now), "I13", row.id, "its access token is past its end");
      }
    }
  }
}
