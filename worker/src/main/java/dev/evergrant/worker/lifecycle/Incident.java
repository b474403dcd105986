package dev.evergrant.worker.lifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * When an app environment that was paused because unusually many were refused goes on. Meanwhile a
 * probe every few seconds asks in turn about a connection that was refused and about one that was
 * not. If the provider was ill, those that it refused are issued tokens again. If the users have
 * really left, theirs stay refused while others' are issued: then each is believed.
 */
public final class Incident {
  /** So many refused connections in a row must be issued tokens again. */
  static final int RECOVERED = 3;

  /** So long the provider is given to recover. */
  static final Duration PATIENCE = Duration.ofMinutes(30);

  /** So long refusals are believed one by one: until everybody has been asked about once. */
  public static final Duration BELIEF = Duration.ofDays(1);

  private Incident() {}

  /**
   * How it stands.
   *
   * @param since the beginning of the pause
   * @param issued probes that were issued tokens since
   * @param recovered of those about refused connections, how many in a row at last
   * @param believed somebody has said that the provider is right
   */
  public record Standing(Instant since, int issued, int recovered, boolean believed) {}

  /** What follows. */
  public enum Outcome {
    /** It stays paused. */
    GOES_ON,
    /** The provider is itself again. */
    IS_OVER,
    /** It was no incident: those that are refused are believed. */
    IS_BELIEVED
  }

  /** Decides after a probe; {@code now} is the database's time. */
  public static Outcome after(Standing standing, Instant now) {
    if (standing.believed()) {
      return Outcome.IS_BELIEVED;
    }
    if (standing.recovered() >= RECOVERED) {
      return Outcome.IS_OVER;
    }
    return standing.issued() > 0 && !now.isBefore(standing.since().plus(PATIENCE))
        ? Outcome.IS_BELIEVED
        : Outcome.GOES_ON;
  }
}
