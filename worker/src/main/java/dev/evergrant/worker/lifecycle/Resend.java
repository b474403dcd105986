package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a code or refresh token whose answer was lost is sent again. A second use of what a provider
 * has exchanged already may revoke all that came of it (RFC 6749 §4.1.2, RFC 9700 §4.14.2): if
 * nobody can come back with the answer that costs nothing and often succeeds, and if somebody still
 * can it destroys the tokens that he holds. Here, and only here, a provider's {@link Rotation}
 * makes a difference.
 */
public final class Resend {
  /** How often it is looked whether an earlier holder has come back, or is gone. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(15);

  /** So long after its attempt began, an earlier holder is waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * So many deadlines after a call was given up that was not over, a provider has acted on it or
   * never will.
   */
  private static final int DEADLINES_UNTIL_QUIET = 2;

  /** So many leases after its claim, a worker that has lost its lock is taken to be dead. */
  private static final int LEASES_UNTIL_GONE = 3;

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

  private Resend() {}

  /**
   * What to do with claimed work instead of asking the provider about it.
   *
   * @param now the database's time
   * @return null where the provider is to be asked
   */
  public static @Nullable Decision instead(Due due, App app, Instant now) {
    return switch (due) {
      case Due.Grant grant -> instead(grant, app.provider(), now);
      case Due.Refresh refresh -> instead(refresh, app.provider(), now);
    };
  }

  /** A code is left to its holder until there is just enough time for a few tries of our own. */
  private static @Nullable Decision instead(Due.Grant due, Profile profile, Instant now) {
    if (!due.claim().inDoubt()) {
      return null;
    }
    if (!profile.resend()) {
      return notAgain(due, due.deadline());
    }
    Instant lastMoment = due.deadline().minus(profile.limits().deadline().multipliedBy(3));
    return due.claim().past().holder() != null && now.isBefore(lastMoment)
        ? leftToItsHolder(due, earlier(now.plus(LOOK_EVERY), lastMoment))
        : null;
  }

  /**
   * A refresh token is left to its holder, even when the access token has ended meanwhile: some
   * minutes without one are better than a consent that is gone. A refused one is not sent once more
   * while the holder may bring the explanation.
   */
  private static @Nullable Decision instead(Due.Refresh due, Profile profile, Instant now) {
    Due.Claim claim = due.claim();
    if (!claim.inDoubt() || due.trying() != null) {
      return null;
    }
    if (holderMayAnswer(claim, now)
        && (claim.past().refusals() > 0 || !isHarmless(claim, profile, now))) {
      return leftToItsHolder(due, now.plus(LOOK_EVERY));
    }
    if (profile.resend()) {
      Instant quiet = quiet(claim, profile);
      return now.isBefore(quiet) ? notYet(due, quiet) : null;
    }
    return now.isBefore(due.expiresAt())
        ? notAgain(due, due.expiresAt())
        : new Decision.End(Reason.LOST_IN_FLIGHT, "not_sent_again");
  }

  /** Whether an earlier holder of the claim may still come back with the provider's answer. */
  static boolean holderMayAnswer(Due.Claim claim, Instant now) {
    return claim.past().holder() != null && now.isBefore(since(claim).plus(PATIENCE));
  }

  /** Whether a second use of the refresh token takes nothing from whoever has used it first. */
  private static boolean isHarmless(Due.Claim claim, Profile profile, Instant now) {
    return switch (profile.rotation()) {
      case REUSABLE, UNTIL_NEW_USED -> true;
      case GRACE -> now.isBefore(endOfGrace(claim, profile));
      case STRICT, UNKNOWN -> false;
    };
  }

  /**
   * How long a code waits whose answer has just been lost. A provider that has said nothing may
   * still be about to exchange it, and would take that for the reuse, and what was stored meanwhile
   * for stolen.
   *
   * @param over whether the provider has said something or hung up
   */
  static Duration wait(Due.Grant due, App app, boolean over, Instant now, Duration backoff) {
    return over
        ? backoff
        : longer(backoff, untilQuiet(app.provider(), Duration.between(now, due.deadline())));
  }

  /**
   * How long a refresh waits whose answer has just been lost: where a second use does harm, until
   * the provider is certainly done with the first. Within a grace, so little that the old token is
   * tried as long as it still works, even at the price of a refusal for asking too early; elsewhere
   * never within the mint spacing, as one more try is all there is to hope for.
   *
   * @param over whether the provider has said something or hung up
   */
  static Duration wait(Due.Refresh due, App app, boolean over, Instant now, Duration backoff) {
    Profile profile = app.provider();
    Duration spaced = longer(backoff, profile.mintSpacing());
    return switch (profile.rotation()) {
      case REUSABLE, UNTIL_NEW_USED -> spaced;
      case STRICT, UNKNOWN -> over ? spaced : longer(spaced, untilQuiet(profile));
      case GRACE -> {
        Duration left = Duration.between(now, endOfGrace(due.claim(), profile));
        if (left.compareTo(SHORTEST_WAIT) < 0) {
          yield over ? spaced : longer(spaced, untilQuiet(profile));
        }
        yield shorter(over ? backoff : longer(backoff, untilQuiet(profile, left)), left);
      }
    };
  }

  /**
   * How long a refresh waits whose refusal is not believed yet, or that could not be sent: within a
   * grace no longer than half of what is left of it, as the refresh token works no longer than
   * that.
   */
  static Duration wait(Due.Refresh due, App app, Instant now, Duration usual) {
    Profile profile = app.provider();
    if (profile.rotation() != Rotation.GRACE || !due.claim().inDoubt() || due.trying() != null) {
      return usual;
    }
    Duration left = Duration.between(now, endOfGrace(due.claim(), profile));
    return left.compareTo(SHORTEST_WAIT) < 0
        ? usual
        : shorter(usual, longer(left.dividedBy(2), SHORTEST_WAIT));
  }

  /**
   * Before it a request of a worker that lost its lock may still be acted on, and where it was only
   * cut off or paused while the database was started anew, may still be answered. With strict
   * rotation a few claims' time is waited for, as nothing is lost by that. Where nobody knows the
   * rotation a grace may be running, so that to ask at once is the better chance.
   */
  private static Instant quiet(Due.Claim claim, Profile profile) {
    Instant unheard = claim.past().unheardSince();
    if (unheard == null) {
      return Instant.MIN;
    }
    return switch (profile.rotation()) {
      case REUSABLE, UNTIL_NEW_USED, UNKNOWN -> Instant.MIN;
      case STRICT -> unheard.plus(profile.lease().multipliedBy(LEASES_UNTIL_GONE));
      case GRACE ->
          earlier(
              unheard.plus(profile.limits().deadline()).plus(untilQuiet(profile)),
              since(claim).plus(profile.rotationGrace().dividedBy(2)));
    };
  }

  private static Duration untilQuiet(Profile profile) {
    return profile.limits().deadline().multipliedBy(DEADLINES_UNTIL_QUIET);
  }

  /** No more than half of what is left to ask again in. */
  private static Duration untilQuiet(Profile profile, Duration left) {
    return shorter(untilQuiet(profile), left.dividedBy(2));
  }

  /** A tenth early, as the request has to get there. */
  private static Instant endOfGrace(Due.Claim claim, Profile profile) {
    Duration grace = profile.rotationGrace();
    return since(claim).plus(grace.minus(grace.dividedBy(10)));
  }

  private static Instant since(Due.Claim claim) {
    Instant since = claim.past().doubtSince();
    return since == null ? claim.at() : since;
  }

  private static Decision leftToItsHolder(Due due, Instant dueAt) {
    return Lifecycle.notAsked(
        due, dueAt, "The worker that asked before may still come back with the answer.");
  }

  private static Decision notAgain(Due due, Instant dueAt) {
    return Lifecycle.notAsked(
        due, dueAt, "The answer was lost, and the provider's profile forbids to ask again.");
  }

  private static Decision notYet(Due due, Instant dueAt) {
    return Lifecycle.notAsked(
        due, dueAt, "The provider may still be about to act on what a lost worker has sent.");
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }
}
