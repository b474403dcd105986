package dev.evergrant.campaign;

import dev.evergrant.campaign.fault.Timetable;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;

/**
 * One run of a fresh cluster: who is there, what goes wrong, for how long.
 *
 * @param people who have connected before the first fault
 * @param perSecond what the crowd does in a second; 0 for nobody
 * @param waves how often all connections are made due at once, before the timetable begins
 * @param skewSeconds by how much each worker's clock is ahead of the one before it
 */
record Scenario(
    String name,
    Rotation rotation,
    Duration tokenLifetime,
    int people,
    int perSecond,
    int waves,
    Duration length,
    Timetable timetable,
    int skewSeconds) {

  /** Of the provider, where it has any. */
  static final Duration GRACE = Duration.ofSeconds(10);

  static final Duration DEADLINE = Duration.ofSeconds(1);
  static final Duration LEASE = DEADLINE.multipliedBy(6);
  static final int WORKERS = 3;

  Scenario named(String other) {
    return new Scenario(
        other, rotation, tokenLifetime, people, perSecond, waves, length, timetable, skewSeconds);
  }
}
