package dev.evergrant.campaign.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.campaign.crash.CrashPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TimetableTest {

  private static Timetable timetable(long seed) {
    return Timetable.mixed(
        new Random(seed), Duration.ofMinutes(5), 2_000, Duration.ofSeconds(6), 3);
  }

  @Test
  void theSameSeedGivesTheSameFaultsAtTheSameTimes() {
    assertThat(timetable(7)).isEqualTo(timetable(7)).isNotEqualTo(timetable(8));
  }

  @Test
  void everyCrashPointIsSweptWithinFiveMinutes() {
    Set<String> kinds =
        timetable(7).entries().stream()
            .map(entry -> entry.fault().kind())
            .collect(Collectors.toSet());
    assertThat(kinds)
        .containsAll(Arrays.stream(CrashPoint.values()).map(point -> "crash at " + point).toList());
  }
}
