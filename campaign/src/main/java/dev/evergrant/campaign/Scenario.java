package dev.evergrant.campaign;

import dev.evergrant.campaign.fault.Timetable;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * One run of a fresh cluster: who is there, what goes wrong, for how long.
 *
 * @param people who have connected before the first fault
 * @param perSecond what the crowd does in a second; 0 for nobody
 * @param skewSeconds by how much the last worker's clock is ahead
 */
public record Scenario(
    String name,
    Rotation rotation,
    Duration rotationGrace,
    Duration tokenLifetime,
    int people,
    int perSecond,
    Duration length,
    Timetable timetable,
    int skewSeconds) {

  static final Duration DEADLINE = Duration.ofSeconds(1);
  static final int WORKERS = 3;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration TOKENS = Duration.ofSeconds(20);

  /** Everything at once, at a provider with ten seconds of grace and at a strict one. */
  static List<Scenario> mixed(long seed, Duration length, int gapMillis) {
    return List.of(
        mixed("grace", Rotation.GRACE, seed, length, gapMillis),
        mixed("strict", Rotation.STRICT, seed + 1, length, gapMillis));
  }

  private static Scenario mixed(
      String name, Rotation rotation, long seed, Duration length, int gapMillis) {
    return new Scenario(
        name,
        rotation,
        GRACE,
        TOKENS,
        200,
        4,
        length,
        Timetable.mixed(new Random(seed), length, gapMillis, DEADLINE.multipliedBy(6), WORKERS),
        0);
  }
}
