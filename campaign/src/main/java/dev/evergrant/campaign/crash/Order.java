package dev.evergrant.campaign.crash;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a worker is told to do to itself.
 *
 * @param point where
 * @param passings how often it passes the point before that
 * @param action what then
 */
public record Order(CrashPoint point, int passings, Action action) {

  /** What happens at the point. */
  public enum Action {
    /** Ends the process as {@code kill -9} would: no hook, no finally. */
    HALT,
    /** Stops it as SIGSTOP does; somebody else has to let it go on. */
    FREEZE
  }

  /** Reads {@code POINT PASSINGS ACTION}. */
  static Order parse(String text) {
    String[] words = text.strip().split(" ", 3);
    return new Order(
        CrashPoint.valueOf(words[0]), Integer.parseInt(words[1]), Action.valueOf(words[2]));
  }

  /** What {@link #parse} reads. */
  public String written() {
    return point + " " + passings + " " + action;
  }

  /** An order that counts. Thread-safe. */
  record Pending(Order order, AtomicInteger left) {
    static Pending of(Order order) {
      return new Pending(order, new AtomicInteger(order.passings()));
    }

    /** Whether this passing is the one. */
    boolean due(CrashPoint point) {
      return order.point() == point && left.decrementAndGet() == 0;
    }
  }
}
