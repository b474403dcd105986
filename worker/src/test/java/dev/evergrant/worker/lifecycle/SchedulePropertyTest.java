package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.jspecify.annotations.Nullable;

@Domain(Lives.class)
class SchedulePropertyTest {
  private static final Instant ISSUED = Samples.SENT;

  @Property
  void aTokenIsDueBetweenHalfAndNineTenthsOfTheShortestLife(
      @ForAll ConnectionId connection, @ForAll Duration life, @ForAll Profile provider) {
    Duration shortest = shortest(life, provider.refreshTokenLifetime().idle());
    Instant dueAt = Schedule.dueAt(connection, ISSUED, life, provider);
    Instant spaced = ISSUED.plus(provider.mintSpacing());
    assertThat(dueAt).isAfterOrEqualTo(later(ISSUED.plus(tenths(shortest, 5)), spaced));
    assertThat(dueAt).isBeforeOrEqualTo(later(ISSUED.plus(tenths(shortest, 9)), spaced));
  }

  @Property
  void aTokenIsNeverDueWithinTheMintSpacing(
      @ForAll ConnectionId connection, @ForAll Duration life, @ForAll Profile provider) {
    assertThat(Schedule.dueAt(connection, ISSUED, life, provider))
        .isAfterOrEqualTo(ISSUED.plus(provider.mintSpacing()));
  }

  @Property
  void theFloorComesAtTheDueTimeOrAfterItUnlessTheSpacingPutsThatOff(
      @ForAll ConnectionId connection, @ForAll Duration life, @ForAll Profile provider) {
    Instant dueAt = Schedule.dueAt(connection, ISSUED, life, provider);
    Instant floorAt = Schedule.floorAt(ISSUED, life, provider);
    if (!dueAt.equals(ISSUED.plus(provider.mintSpacing()))) {
      assertThat(floorAt).isAfterOrEqualTo(dueAt);
    }
    assertThat(floorAt)
        .isBeforeOrEqualTo(
            ISSUED.plus(tenths(shortest(life, provider.refreshTokenLifetime().idle()), 9)));
  }

  @Property
  void theMarginIsAHundredthButNeverMoreThanTenSeconds(@ForAll Duration life) {
    assertThat(Schedule.margin(life))
        .isEqualTo(
            life.compareTo(Duration.ofSeconds(1_000)) < 0
                ? life.dividedBy(100)
                : Duration.ofSeconds(10));
  }

  @Property
  void aConnectionHasOneSpreadForEver(@ForAll ConnectionId connection) {
    var again = ConnectionId.parse(connection.toString());
    assertThat(Schedule.spread(again)).isEqualTo(Schedule.spread(connection)).isBetween(0.0, 1.0);
  }

  @Example
  void theSpreadIsTheSameInEveryVersionOfEvergrant() {
    assertThat(Schedule.spread(Samples.connection("production"))).isEqualTo(0.7948977559059368);
  }

  @Example
  void manyConnectionsSpreadEvenlyOverTheTimeTheyMayBeDue() {
    Map<Integer, Long> inEachTenth =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new ConnectionId("crm-sync", "production", "user-" + i))
            .map(id -> (int) (Schedule.spread(id) * 10))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(inEachTenth).hasSize(10);
    assertThat(inEachTenth.values())
        .allSatisfy(count -> assertThat(count).isBetween(9_600L, 10_400L));
  }

  private static Duration shortest(Duration life, @Nullable Duration idle) {
    return idle == null || life.compareTo(idle) <= 0 ? life : idle;
  }

  /** In whole milliseconds, as the schedule counts. */
  private static Duration tenths(Duration whole, int tenths) {
    return Duration.ofMillis(whole.toMillis() * tenths / 10);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
