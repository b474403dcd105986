package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of work, every reply, and under each row every rotation and every past; but for
 * refused refresh tokens, which {@link VerdictTableTest} has.
 */
class LifecycleTableTest {
  private static final List<Integer> FAILURES = List.of(0, 1, 2, 9, 21, 63, 1_000_000);

  /** What had happened before the reply. */
  private record Past(boolean inDoubt, int failures, boolean probe, boolean late) {}

  @ParameterizedTest(name = "a {0} answered {1} is {2}")
  @CsvSource(
      textBlock =
          """
          grant,   issued,                   store
          grant,   issued without refresh,   store
          grant,   refused,                  end
          grant,   misconfigured,            later
          grant,   throttled,                later
          grant,   throttled for a minute,   later
          grant,   unavailable,              later
          grant,   in doubt,                 later
          refresh, issued,                   store
          refresh, issued without refresh,   store
          refresh, misconfigured,            later
          refresh, throttled,                later
          refresh, throttled for a minute,   later
          refresh, unavailable,              later
          refresh, in doubt,                 later
          """)
  void onlyTheReplyDecidesWhatKindOfDecisionItIs(String kind, String reply, String decision) {
    for (Rotation rotation : Rotation.values()) {
      for (Past past : pasts()) {
        assertThat(word(decide(kind, reply, rotation, past)))
            .as("%s after %s", rotation, past)
            .isEqualTo(decision);
      }
    }
  }

  @ParameterizedTest(name = "a {0} answered {1}: in doubt {2}, {3} more failures")
  @CsvSource(
      textBlock =
          """
          grant,   misconfigured,            as before, 0
          grant,   throttled,                as before, 0
          grant,   throttled for a minute,   as before, 0
          grant,   unavailable,              as before, 1
          grant,   in doubt,                 yes,       1
          refresh, misconfigured,            as before, 0
          refresh, throttled,                as before, 0
          refresh, throttled for a minute,   as before, 0
          refresh, unavailable,              as before, 1
          refresh, in doubt,                 yes,       1
          """)
  void aPostponedRowRemembersItsDoubtAndCountsOnlyItsOwnFailures(
      String kind, String reply, String inDoubt, int more) {
    for (Rotation rotation : Rotation.values()) {
      for (Past past : pasts()) {
        var later = (Decision.Later) decide(kind, reply, rotation, past);
        assertThat(later.inDoubt())
            .as("%s after %s", rotation, past)
            .isEqualTo(past.inDoubt() || inDoubt.equals("yes"));
        assertThat(later.failures()).isEqualTo(past.failures() + more);
        assertThat(later.problem()).isNotBlank();
      }
    }
  }

  @ParameterizedTest(name = "a {0} answered {1} waits {2} to {3}")
  @CsvSource(
      textBlock =
          """
          grant,   misconfigured,            10s,   10s
          grant,   throttled,                60s,   66s
          grant,   throttled for a minute,   60s,   66s
          grant,   throttled for no time,    1s,    1.1s
          grant,   unavailable,              0.5s,  1s
          grant,   in doubt,                 0.5s,  1s
          refresh, misconfigured,            10s,   10s
          refresh, throttled,                60s,   66s
          refresh, throttled for a minute,   60s,   66s
          refresh, throttled for no time,    1s,    1.1s
          refresh, unavailable,              0.5s,  1s
          refresh, in doubt,                 60s,   60s
          """)
  void aFirstFailureWaitsSoLong(String kind, String reply, String least, String most) {
    Due due = due(kind, new Past(false, 0, false, false));
    for (double chance : new double[] {0, 0.3, 0.999_999}) {
      Instant dueAt = dueAt(due, reply, chance);
      assertThat(Duration.between(Samples.ANSWERED, dueAt))
          .isBetween(Duration.parse("PT" + least), Duration.parse("PT" + most));
    }
    assertThat(dueAt(due, reply, 0)).isEqualTo(Samples.ANSWERED.plus(Duration.parse("PT" + least)));
  }

  private static Instant dueAt(Due due, String reply, double chance) {
    var decision =
        Lifecycle.after(
            due,
            Samples.app(Samples.outreach()),
            reply(reply),
            Samples.SENT,
            Samples.ANSWERED,
            false,
            chance);
    return ((Decision.Later) decision).dueAt();
  }

  private static Decision decide(String kind, String reply, Rotation rotation, Past past) {
    return Samples.decide(due(kind, past), Samples.rotating(rotation), reply(reply));
  }

  private static Due due(String kind, Past past) {
    var claim = Samples.claim(past.inDoubt(), past.failures(), past.probe());
    @Nullable Instant reauthorizeBy = past.late() ? Samples.CLAIMED : null;
    return switch (kind) {
      case "grant" -> Samples.grant(claim);
      case "refresh" ->
          Samples.refresh(claim, Samples.connection("development"), "globex", reauthorizeBy);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Reply reply(String words) {
    return switch (words) {
      case "issued" -> Samples.issued();
      case "issued without refresh" -> Samples.issued(null, null);
      case "refused" -> new Reply.Refused("invalid_grant");
      case "misconfigured" -> new Reply.Misconfigured("invalid_client");
      case "throttled" -> new Reply.Throttled(null);
      case "throttled for a minute" -> new Reply.Throttled(Duration.ofMinutes(1));
      case "throttled for no time" -> new Reply.Throttled(Duration.ZERO);
      case "unavailable" -> new Reply.Unavailable("Connection refused.");
      case "in doubt" -> new Reply.InDoubt("The answer did not come.", true);
      default -> throw new IllegalArgumentException(words);
    };
  }

  private static String word(Decision decision) {
    return switch (decision) {
      case Decision.Store _ -> "store";
      case Decision.End _ -> "end";
      case Decision.Later _ -> "later";
      case Decision.Hold _ -> "hold";
    };
  }

  private static List<Past> pasts() {
    List<Past> pasts = new ArrayList<>();
    for (boolean inDoubt : new boolean[] {false, true}) {
      for (boolean probe : new boolean[] {false, true}) {
        for (boolean late : new boolean[] {false, true}) {
          FAILURES.forEach(failures -> pasts.add(new Past(inDoubt, failures, probe, late)));
        }
      }
    }
    return pasts;
  }
}
