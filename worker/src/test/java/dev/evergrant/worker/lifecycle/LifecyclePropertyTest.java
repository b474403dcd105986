package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(Lives.class)
class LifecyclePropertyTest {

  @Property
  void onlyARefusalEndsAnythingOrIsHeld(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply reply, @ForAll double chance) {
    Decision decision = decide(due, provider, reply, chance);
    assertThat(decision instanceof Decision.End || decision instanceof Decision.Hold)
        .isEqualTo(reply instanceof Reply.Refused);
  }

  @Property
  void noConnectionEndsAtItsFirstRefusalUnlessThatWasExpected(
      @ForAll Due.Refresh due, @ForAll Profile provider) {
    Assume.that(due.claim().past().refusals() == 0);
    if (refuse(due, provider, false) instanceof Decision.End end) {
      assertThat(end.reason().isExpected()).isTrue();
    }
  }

  @Property
  void noConnectionEndsWhileUnusuallyManyAreRefusedUnlessThatWasExpected(
      @ForAll Due.Refresh due, @ForAll Profile provider) {
    if (refuse(due, provider, true) instanceof Decision.End end) {
      assertThat(end.reason().isExpected()).isTrue();
    }
  }

  @Property
  void aRefusalIsBelievedInTheEnd(@ForAll Due.Refresh due, @ForAll Profile provider) {
    Due.Past past = due.claim().past();
    Due.Past later = new Due.Past(past.doubtSince(), null, past.failures(), past.refusals() + 1);
    assertThat(refuse(Moved.after(later, due), provider, false)).isInstanceOf(Decision.End.class);
  }

  @Property
  void whatIsNotAskedIsSentOrSettledInTheEnd(@ForAll Due due, @ForAll Profile provider) {
    App app = Samples.app(provider);
    Instant now = Samples.CLAIMED;
    for (int looks = 0; looks < 1_000; looks++) {
      if (!(Resend.instead(due, app, now) instanceof Decision.Later later)) {
        return;
      }
      assertThat(later.dueAt()).isAfter(now);
      now = later.dueAt();
      if (due instanceof Due.Grant grant && !now.isBefore(grant.deadline())) {
        return;
      }
    }
    throw new AssertionError("It is put off for ever");
  }

  private static Decision refuse(Due.Refresh due, Profile provider, boolean unusual) {
    return Lifecycle.after(
        due,
        Samples.app(provider),
        new Reply.Refused("invalid_grant"),
        Samples.SENT,
        Samples.ANSWERED,
        unusual,
        0);
  }

  @Property
  void tokensThatCameAreAlwaysStored(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply.Issued reply) {
    var decision = decide(due, provider, reply, 0);
    assertThat(((Decision.Store) decision).tokens().accessToken())
        .isEqualTo(reply.tokens().accessToken());
  }

  @Property
  void aTokenIsNeverTakenToLiveLongerThanTheProviderSaid(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply.Issued reply) {
    Duration said = reply.tokens().expiresIn();
    Instant end = Samples.SENT.plus(said == null ? provider.accessTokenLifetime() : said);
    Instant expiresAt = ((Decision.Store) decide(due, provider, reply, 0)).tokens().expiresAt();
    assertThat(expiresAt).isBefore(end).isAfter(Samples.SENT);
  }

  @Property
  void aDecisionFollowsFromItsArgumentsAlone(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply reply, @ForAll double chance) {
    assertThat(decide(due, provider, reply, chance))
        .isEqualTo(decide(due, provider, reply, chance));
  }

  @Property
  void whatIsTrueTodayIsTrueTenYearsLater(
      @ForAll Due.Refresh due,
      @ForAll Profile provider,
      @ForAll Reply reply,
      @ForAll Duration later) {
    App app = Samples.app(provider);
    Decision today = Lifecycle.after(due, app, reply, Samples.SENT, Samples.ANSWERED, false, 0.5);
    Decision then =
        Lifecycle.after(
            Moved.by(later, due),
            app,
            reply,
            Samples.SENT.plus(later),
            Samples.ANSWERED.plus(later),
            false,
            0.5);
    assertThat(then).isEqualTo(Moved.by(later, today));
  }

  @Property
  void doubtStaysUntilADefiniteAnswer(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply reply, @ForAll double chance) {
    Assume.that(due.claim().inDoubt());
    if (decide(due, provider, reply, chance) instanceof Decision.Later later) {
      assertThat(later.inDoubt()).isTrue();
    }
  }

  @Property
  void doubtComesFromALostAnswerOnly(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply reply, @ForAll double chance) {
    Assume.that(!due.claim().inDoubt());
    if (decide(due, provider, reply, chance) instanceof Decision.Later later) {
      assertThat(later.inDoubt()).isEqualTo(reply instanceof Reply.InDoubt);
    }
  }

  @Property
  void nothingIsDueAgainBeforeItsAnswer(
      @ForAll Due due, @ForAll Profile provider, @ForAll Reply reply, @ForAll double chance) {
    if (decide(due, provider, reply, chance) instanceof Decision.Later later) {
      assertThat(later.dueAt()).isAfterOrEqualTo(Samples.ANSWERED.plusMillis(500));
    }
  }

  @Property
  void aThrottledRowNeverComesBackBeforeTheTimeTheProviderNamed(
      @ForAll Due due,
      @ForAll Profile provider,
      @ForAll Duration retryAfter,
      @ForAll double chance) {
    var later = (Decision.Later) decide(due, provider, new Reply.Throttled(retryAfter), chance);
    assertThat(later.dueAt()).isAfterOrEqualTo(Samples.ANSWERED.plus(retryAfter));
    assertThat(later.failures()).isEqualTo(due.claim().failures());
  }

  @Property
  void eachFailureWaitsAtLeastAsLongAsTheOneBeforeUpToALimit(
      @ForAll int failures, @ForAll double chance) {
    for (Profile provider : new Profile[] {Samples.outreach(), Samples.rotating(Rotation.GRACE)}) {
      for (Reply reply : new Reply[] {new Reply.Unavailable("x"), new Reply.InDoubt("x", true)}) {
        assertRises(
            Samples.grant(failed(failures)),
            Samples.grant(failed(failures + 1)),
            provider,
            reply,
            chance,
            Duration.ofSeconds(30));
        assertRises(
            Samples.refresh(failed(failures)),
            Samples.refresh(failed(failures + 1)),
            provider,
            reply,
            chance,
            Duration.ofMinutes(5));
      }
    }
  }

  private static void assertRises(
      Due once, Due onceMore, Profile provider, Reply reply, double chance, Duration longest) {
    Duration first = wait(once, provider, reply, chance);
    assertThat(wait(onceMore, provider, reply, chance))
        .isGreaterThanOrEqualTo(first)
        .isLessThanOrEqualTo(longest);
  }

  private static Duration wait(Due due, Profile provider, Reply reply, double chance) {
    var later = (Decision.Later) decide(due, provider, reply, chance);
    return Duration.between(Samples.ANSWERED, later.dueAt());
  }

  private static Due.Claim failed(int failures) {
    return Samples.claim(true, failures, false);
  }

  private static Decision decide(Due due, Profile provider, Reply reply, double chance) {
    return Lifecycle.after(
        due, Samples.app(provider), reply, Samples.SENT, Samples.ANSWERED, false, chance);
  }
}
