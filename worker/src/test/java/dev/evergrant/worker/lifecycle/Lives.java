package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Any work, any provider and any reply that there may be, for properties. */
final class Lives extends DomainContextBase {
  private static final Duration TEN_YEARS = Duration.ofDays(3_650);

  @Provide
  Arbitrary<Due> dues() {
    return Arbitraries.oneOf(claims().map(Samples::grant), refreshes());
  }

  @Provide
  Arbitrary<Due.Refresh> refreshes() {
    return Combinators.combine(
            claims(),
            connections(),
            Arbitraries.of("acme", "globex").injectNull(0.2),
            durations().map(Samples.CONSENTED::plus).injectNull(0.5))
        .as(Samples::refresh);
  }

  @Provide
  Arbitrary<Due.Claim> claims() {
    return Combinators.combine(pasts(), Arbitraries.of(true, false)).as(Samples::claim);
  }

  @Provide
  Arbitrary<Due.Past> pasts() {
    return Combinators.combine(
            Arbitraries.integers()
                .between(0, 3_600)
                .map(Samples.CLAIMED::minusSeconds)
                .injectNull(0.5),
            Arbitraries.of(7).injectNull(0.5),
            Arbitraries.integers().between(0, 1_000_000),
            Arbitraries.integers().between(0, 3))
        .as(Due.Past::new);
  }

  @Provide
  Arbitrary<ConnectionId> connections() {
    return Combinators.combine(
            Arbitraries.of("production", "development"), Arbitraries.integers().between(0, 1_000))
        .as((environment, user) -> new ConnectionId("crm-sync", environment, "user-" + user));
  }

  @Provide
  Arbitrary<Profile> profiles() {
    return Combinators.combine(
            durations().injectNull(0.3),
            durations().injectNull(0.3),
            Arbitraries.of(Rotation.class),
            Arbitraries.oneOf(Arbitraries.of(Duration.ZERO, Duration.ofSeconds(60)), durations()),
            durations().map(life -> new Profile.Development(10, life)).injectNull(0.3),
            Arbitraries.of(true, false))
        .as(
            (idle, absolute, rotation, spacing, development, resend) ->
                Samples.resending(
                    resend,
                    Samples.profile(
                        new Profile.RefreshTokenLifetime(idle, absolute),
                        rotation,
                        spacing,
                        development)));
  }

  @Provide
  Arbitrary<Reply> replies() {
    return Arbitraries.oneOf(
        issued(),
        Arbitraries.of(new Reply.Refused("invalid_grant"), new Reply.Misconfigured("no_client")),
        Arbitraries.of(
            new Reply.Unavailable("No route."),
            new Reply.InDoubt("No answer.", false),
            new Reply.InDoubt("A page.", true)),
        durations().injectNull(0.3).map(Reply.Throttled::new));
  }

  @Provide
  Arbitrary<Reply.Issued> issued() {
    return Combinators.combine(
            Arbitraries.of(Samples.NEW_REFRESH_TOKEN).injectNull(0.3), durations().injectNull(0.2))
        .as(Samples::issued);
  }

  /** Of a second to ten years, the two ends and the usual ones more often. */
  @Provide
  Arbitrary<Duration> durations() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of(Duration.ofSeconds(1), Duration.ofHours(2), TEN_YEARS)),
        Tuple.of(
            3, Arbitraries.longs().between(1, TEN_YEARS.toSeconds()).map(Duration::ofSeconds)));
  }

  @Provide
  Arbitrary<Integer> failures() {
    return Arbitraries.integers().between(0, 100);
  }

  @Provide
  Arbitrary<Double> chances() {
    return Arbitraries.doubles().between(0, true, 1, false);
  }
}
