package dev.evergrant.campaign;

import static dev.evergrant.campaign.crash.Order.Action.FREEZE;
import static dev.evergrant.campaign.crash.Order.Action.HALT;

import dev.evergrant.campaign.cluster.Toxic;
import dev.evergrant.campaign.crash.CrashPoint;
import dev.evergrant.campaign.crash.Order;
import dev.evergrant.campaign.fault.Fault;
import dev.evergrant.campaign.fault.Fault.Line;
import dev.evergrant.campaign.fault.Timetable;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The scenarios: everything at once, the race, and short ones with one purpose each. */
final class Scenarios {
  private static final Duration TOKENS = Duration.ofSeconds(20);
  private static final Duration LONG_TOKENS = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(30);

  /** In seconds: longer than anybody is waited for who may still come back with an answer. */
  private static final int SKEW = 900;

  private Scenarios() {}

  /** Everything at once. */
  static Scenario mixed(Rotation rotation, long seed, Duration length, int gapMillis) {
    return new Scenario(
        rotation.wireName(),
        rotation,
        TOKENS,
        200,
        4,
        0,
        length,
        Timetable.mixed(new Random(seed), length, gapMillis, Scenario.LEASE, Scenario.WORKERS),
        0);
  }

  /** Nothing goes wrong, but everything is due at once, again and again. */
  static Scenario race(int people, int waves) {
    return new Scenario(
        "race",
        Rotation.STRICT,
        LONG_TOKENS,
        people,
        0,
        waves,
        Duration.ZERO,
        new Timetable(List.of()),
        0);
  }

  /**
   * One with a purpose.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static Scenario named(String name) {
    return switch (name) {
      case "freezes" -> directed(name, Rotation.GRACE, 0, every(8, frozen(Scenario.LEASE)));
      case "late" -> directed(name, Rotation.GRACE, 0, late());
      case "slow" -> directed(name, Rotation.GRACE, 25, slow());
      case "skewed" -> skewed(directed(name, Rotation.GRACE, 10, slow()));
      case "intake" ->
          directed(
              name,
              Rotation.GRACE,
              25,
              every(3, crash(CrashPoint.F1_POLLED), crash(CrashPoint.F1_INSERTED)));
      case "writing" -> directed(name, Rotation.GRACE, 5, every(3, crash(CrashPoint.F8_WRITING)));
      case "answered" ->
          directed(name, Rotation.STRICT, 5, every(3, crash(CrashPoint.F6_ANSWERED)));
      case "omitted" ->
          directed(
              name,
              Rotation.GRACE,
              5,
              every(
                  5,
                  new Fault.Provider(
                      "no refresh token",
                      "{\"kind\":\"no_refresh_token\",\"grantType\":\"refresh_token\"}",
                      Duration.ofSeconds(2))));
      case "incident" -> directed(name, Rotation.STRICT, 5, incident());
      case "plain" -> directed(name, Rotation.GRACE, 10, List.of());
      default -> throw new IllegalArgumentException("no scenario is called " + name);
    };
  }

  private static Scenario directed(
      String name, Rotation rotation, int perSecond, List<Timetable.Entry> entries) {
    return new Scenario(name, rotation, TOKENS, 60, perSecond, 0, SHORT, new Timetable(entries), 0);
  }

  private static Scenario skewed(Scenario scenario) {
    return new Scenario(
        scenario.name(),
        scenario.rotation(),
        scenario.tokenLifetime(),
        scenario.people(),
        scenario.perSecond(),
        scenario.waves(),
        scenario.length(),
        scenario.timetable(),
        SKEW);
  }

  private static List<Timetable.Entry> every(int seconds, Fault... faults) {
    return Timetable.every(Duration.ofSeconds(seconds), SHORT, List.of(faults)).entries();
  }

  private static Fault crash(CrashPoint point) {
    return new Fault.AtPoint(1, new Order(point, 3, HALT), Duration.ZERO);
  }

  private static Fault frozen(Duration length) {
    return new Fault.AtPoint(
        1, new Order(CrashPoint.F7_IN_MEMORY, 2, FREEZE), length.plusMillis(1_500));
  }

  /**
   * A worker wakes up with the only good token, after others had its claim and got nowhere. Nobody
   * reaches the provider again before its grace has ended. It begins when the first tokens come
   * due.
   */
  private static List<Timetable.Entry> late() {
    var at = Duration.ofSeconds(12);
    return List.of(
        new Timetable.Entry(at, refused(2, Duration.ofSeconds(14))),
        new Timetable.Entry(at, refused(3, Duration.ofSeconds(14))),
        new Timetable.Entry(at, frozen(Scenario.LEASE)),
        new Timetable.Entry(at, refused(0, Duration.ofSeconds(12))));
  }

  /** All that live are called dead (F19) for a second: of too few for a pause. */
  private static List<Timetable.Entry> incident() {
    var fault =
        new Fault.Provider(
            "invalid_grant to everybody",
            "{\"kind\":\"invalid_grant_all\",\"grantType\":\"refresh_token\"}",
            Duration.ofSeconds(1));
    return List.of(new Timetable.Entry(Duration.ofSeconds(25), fault));
  }

  private static Fault refused(int slot, Duration length) {
    return new Fault.Disturb(slot, Line.PROVIDER, new Toxic.Refuse(), length);
  }

  /** Every call takes most of its time, so that others have time to meddle with it. */
  private static List<Timetable.Entry> slow() {
    return List.of(
        new Timetable.Entry(
            Duration.ZERO,
            new Fault.Disturb(0, Line.PROVIDER, new Toxic.Latency(Duration.ofMillis(120)), SHORT)));
  }
}
