package dev.evergrant.campaign.fault;

import dev.evergrant.campaign.cluster.Toxic;
import dev.evergrant.campaign.crash.CrashPoint;
import dev.evergrant.campaign.crash.Order;
import dev.evergrant.campaign.fault.Fault.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong when, drawn from a seed. The same seed gives the same timetable. */
public record Timetable(List<Entry> entries) {

  /** A fault and when it begins, counted from the begin of the scenario. */
  public record Entry(Duration at, Fault fault) {}

  /** Faults of every kind, so many milliseconds apart on average, and every crash point in turn. */
  public static Timetable mixed(
      Random dice, Duration length, int gapMillis, Duration lease, int workers) {
    var draw = new Draw(dice, lease, workers);
    List<Entry> entries = new ArrayList<>();
    long at = 1_000;
    while (at < length.toMillis()) {
      entries.add(new Entry(Duration.ofMillis(at), draw.next()));
      at += gapMillis / 2 + dice.nextInt(gapMillis);
    }
    return new Timetable(entries);
  }

  /** The one fault over and over. */
  public static Timetable every(Duration gap, Duration length, List<Fault> faults) {
    List<Entry> entries = new ArrayList<>();
    int next = 0;
    for (Duration at = Duration.ofSeconds(1); at.compareTo(length) < 0; at = at.plus(gap)) {
      entries.add(new Entry(at, faults.get(next++ % faults.size())));
    }
    return new Timetable(entries);
  }

  private static final class Draw {
    private final Random dice;
    private final Duration lease;
    private final int workers;
    private List<CrashPoint> points = List.of();
    private List<Integer> kinds = List.of();

    Draw(Random dice, Duration lease, int workers) {
      this.dice = dice;
      this.lease = lease;
      this.workers = workers;
    }

    /** From a shuffled pack, so that every kind comes before one comes twice as often. */
    Fault next() {
      if (kinds.isEmpty()) {
        kinds = new ArrayList<>();
        for (int kind = 0; kind < 28; kind++) {
          kinds.add(kind);
        }
        Collections.shuffle(kinds, dice);
      }
      int kind = kinds.removeLast();
      if (kind < 9) {
        return crash();
      } else if (kind < 13) {
        return new Fault.KillWorker(slot());
      } else if (kind < 15) {
        return new Fault.Pause(slot(), lease.plusMillis(500 + dice.nextInt(2_000)));
      } else if (kind == 15) {
        return new Fault.AtPoint(
            slot(),
            new Order(frozenPoint(), 1 + dice.nextInt(3), Order.Action.FREEZE),
            lease.plusMillis(1_000));
      } else if (kind < 18) {
        return new Fault.KillPostgres(Duration.ofMillis(100 + dice.nextInt(1_500)));
      } else if (kind == 18) {
        return new Fault.KillKafka(Duration.ofMillis(100 + dice.nextInt(1_000)));
      } else if (kind < 24) {
        return disturb();
      }
      return provider();
    }

    private int slot() {
      return 1 + dice.nextInt(workers);
    }

    private CrashPoint frozenPoint() {
      return dice.nextBoolean() ? CrashPoint.F3_NOT_BEGUN : CrashPoint.F7_IN_MEMORY;
    }

    private Fault crash() {
      if (points.isEmpty()) {
        points = new ArrayList<>(Arrays.asList(CrashPoint.values()));
        Collections.shuffle(points, dice);
      }
      int slot = slot();
      CrashPoint point = points.removeLast();
      int passes = 1 + dice.nextInt(4);
      return new Fault.AtPoint(
          slot, new Order(point, point.isRare() ? 1 : passes, Order.Action.HALT), Duration.ZERO);
    }

    private Fault disturb() {
      Line line = List.of(Line.values()).get(dice.nextInt(Line.values().length));
      Toxic toxic =
          switch (dice.nextInt(7)) {
            case 0 -> new Toxic.Latency(Duration.ofMillis(20 + dice.nextInt(180)));
            case 1 -> new Toxic.BlackHole();
            case 2 -> new Toxic.HalfOpen();
            case 3 -> new Toxic.Slices(1 + dice.nextInt(40));
            case 4 -> new Toxic.DropAnswers();
            case 5 -> new Toxic.Refuse();
            default -> new Toxic.Reset();
          };
      return new Fault.Disturb(slot(), line, toxic, Duration.ofMillis(500 + dice.nextInt(2_000)));
    }

    /** None lasts so long, or hits so many, that a provider's grace could not cover it. */
    private Fault provider() {
      return switch (dice.nextInt(9)) {
        case 0 -> some("5xx after commit", "error_after");
        case 1 -> some("answer dropped", "drop_response");
        case 2 -> some("truncated JSON", "truncate");
        case 3 -> some("slow drip", "slow_drip\",\"duration\":\"3s");
        case 4 -> some("HTML", "html");
        case 5 -> some("429", "throttle");
        case 6 -> some("5xx", "error_before");
        case 7 -> some("no refresh token", "no_refresh_token\",\"grantType\":\"refresh_token");
        default -> some("hangs", "hang\",\"duration\":\"2s");
      };
    }

    private Fault some(String name, String kind) {
      return new Fault.Provider(
          name,
          "{\"kind\":\"%s\",\"probability\":0.2}".formatted(kind),
          Duration.ofMillis(1_000 + dice.nextInt(2_000)));
    }
  }
}
