package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Times, lives and waits that nobody means seriously, and that come all the same. */
class ExtremesPropertyTest {
  private static final Instant YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final Duration CENTURY = Duration.ofDays(36_525);

  @Property
  void thereIsADecisionAboutEverythingAndItIsNeverDueInThePast(
      @ForAll("dues") Due due,
      @ForAll("profiles") Profile profile,
      @ForAll("replies") Reply reply,
      @ForAll("times") Instant sentAt,
      @ForAll("spans") Duration took,
      @ForAll boolean unusual,
      @ForAll("chances") double chance) {
    Instant now = sentAt.plus(took.abs());
    App app = Samples.app(profile);
    Decision decision = Lifecycle.after(due, app, reply, sentAt, now, unusual, chance);
    switch (decision) {
      case Decision.Store(TokenSet tokens) -> {
        assertThat(tokens.dueAt()).isAfterOrEqualTo(sentAt);
        assertThat(tokens.refreshToken()).isEqualTo(expected(due, reply));
      }
      case Decision.End(_, String error) -> assertThat(error).isNotBlank();
      case Decision.Later later -> assertThat(later.dueAt()).isAfterOrEqualTo(now);
      case Decision.Hold(Decision.Later later, _) ->
          assertThat(later.dueAt()).isAfterOrEqualTo(now);
    }
    assertThat(Lifecycle.after(due, app, reply, sentAt, now, unusual, chance)).isEqualTo(decision);
  }

  /** The new one; else, of a refresh, the one that was spent. Nothing else loses or changes it. */
  private static @Nullable Secret expected(Due due, Reply reply) {
    Secret fresh = ((Reply.Issued) reply).tokens().refreshToken();
    return fresh == null && due instanceof Due.Refresh refresh ? refresh.refreshToken() : fresh;
  }

  @Property
  void whatIsDoneInsteadOfAskingIsNeverDueInThePast(
      @ForAll("dues") Due due, @ForAll("profiles") Profile profile, @ForAll("times") Instant now) {
    Decision instead = Resend.instead(due, Samples.app(profile), now);
    if (instead instanceof Decision.Later later && due instanceof Due.Refresh) {
      assertThat(later.dueAt()).isAfter(now);
    }
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.oneOf(
        Arbitraries.of(Instant.EPOCH, YEAR_9999, Samples.CLAIMED),
        Arbitraries.longs()
            .between(Instant.EPOCH.getEpochSecond(), YEAR_9999.getEpochSecond())
            .map(Instant::ofEpochSecond));
  }

  /** Of less than nothing, nothing, a moment, a century. */
  @Provide
  Arbitrary<Duration> spans() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(-1), CENTURY, CENTURY.negated()),
        Arbitraries.longs()
            .between(-CENTURY.toMillis(), CENTURY.toMillis())
            .map(Duration::ofMillis));
  }

  @Provide
  Arbitrary<Double> chances() {
    return Arbitraries.oneOf(
        Arbitraries.of(0.0, Math.nextDown(1.0)), Arbitraries.doubles().between(0, true, 1, false));
  }

  @Provide
  Arbitrary<Reply> replies() {
    // A life that is not positive is no statement: the reader of replies leaves it out.
    Arbitrary<@Nullable Duration> life =
        spans().map(Duration::abs).map(span -> span.plusNanos(1)).injectNull(0.2);
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of(Samples.NEW_REFRESH_TOKEN).injectNull(0.3), life)
            .as(Samples::issued),
        spans().injectNull(0.2).map(Reply.Throttled::new),
        Arbitraries.of(
            new Reply.Refused("invalid_grant"),
            new Reply.Misconfigured("invalid_client"),
            new Reply.Unavailable("No route."),
            new Reply.InDoubt("No answer.", true)));
  }

  /**
   * A profile is configuration, so its spans are positive; they may be as long as anybody likes.
   */
  @Provide
  Arbitrary<Profile> profiles() {
    Arbitrary<Duration> positive = spans().map(Duration::abs).map(span -> span.plusNanos(1));
    return Combinators.combine(
            positive.injectNull(0.3),
            positive.injectNull(0.3),
            Arbitraries.of(Rotation.class),
            spans().map(Duration::abs),
            positive.map(life -> new Profile.Development(10, life)).injectNull(0.3))
        .as(
            (idle, absolute, rotation, spacing, development) ->
                Samples.profile(
                    new Profile.RefreshTokenLifetime(idle, absolute),
                    rotation,
                    spacing,
                    development));
  }

  @Provide
  Arbitrary<Due> dues() {
    Arbitrary<Due.Claim> claims =
        Combinators.combine(
                times(),
                times().injectNull(0.5),
                Arbitraries.integers().injectNull(0.5),
                Arbitraries.of(0, 1, 62, 63, 64, 1_000_000, Integer.MAX_VALUE - 1),
                Arbitraries.of(0, 1, 2, Integer.MAX_VALUE - 1),
                Arbitraries.of(true, false))
            .as(
                (at, doubtSince, holder, failures, refusals, probe) ->
                    new Due.Claim(
                        new UUID(1, 2),
                        at,
                        1_000,
                        new Due.Past(doubtSince, holder, failures, refusals),
                        probe));
    return Arbitraries.oneOf(
        claims.map(Samples::grant),
        Combinators.combine(
                claims,
                Arbitraries.of("production", "development"),
                Arbitraries.of("acme", "globex").injectNull(0.2),
                times().injectNull(0.5))
            .as(
                (claim, environment, organization, end) ->
                    Samples.refresh(claim, Samples.connection(environment), organization, end)));
  }
}
