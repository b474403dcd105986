package dev.evergrant.campaign.check;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.devkit.simulator.HistoryEntry;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known once all is quiet. Fingerprints are the simulator's: the first 16 hex
 * digits of a code's or refresh token's SHA-256.
 *
 * @param provider the simulator's history, oldest first
 * @param live the refresh tokens that the provider takes now
 * @param cuts when a worker's link to the database was disturbed
 * @param published what frontends and subscribers said, in that order
 * @param requests what went over the wire between workers and the provider
 * @param updates the token updates in Kafka's order
 */
public record Evidence(
    Rules rules,
    List<HistoryEntry> provider,
    List<LiveToken> live,
    List<ConnectionRow> connections,
    List<GrantRow> grants,
    List<HistoryRow> history,
    List<Published> published,
    List<Request> requests,
    List<Life> lives,
    List<Gone> gone,
    List<Pause> pauses,
    List<Pause> cuts,
    List<Span> databaseOutages,
    List<Update> updates,
    List<Alerted> alerts,
    List<Sealed> sealed,
    List<String> repeatedNonces,
    List<String> leaks,
    Quiet quiet) {

  /**
   * What the provider and the workers were told.
   *
   * @param lease how long a claim lasts
   * @param developmentLifetime after it a development grant ends
   */
  public record Rules(Rotation rotation, Duration lease, Duration developmentLifetime) {}

  /** The provider's current refresh token of a grant that lives. */
  public record LiveToken(String user, String fingerprint) {}

  /**
   * A row of {@code connection}.
   *
   * @param refreshToken fingerprint of the stored one
   */
  public record ConnectionRow(
      ConnectionId id,
      boolean active,
      @Nullable String reason,
      long version,
      @Nullable String refreshToken) {}

  /** A row of {@code authorization_grant}. */
  public record GrantRow(
      String eventId,
      ConnectionId connection,
      String state,
      @Nullable String reason,
      @Nullable Instant endedAt) {}

  /** A row of {@code history}. */
  public record HistoryRow(
      ConnectionId connection,
      Instant at,
      String what,
      @Nullable Long version,
      @Nullable UUID attempt) {}

  /**
   * What somebody outside told Evergrant, or the provider.
   *
   * @param user the address at the provider
   * @param code fingerprint of the code, of an authorization
   */
  public record Published(
      Kind kind,
      ConnectionId connection,
      String user,
      String eventId,
      @Nullable String code,
      Instant at) {

    /** What was said. */
    public enum Kind {
      AUTHORIZED,
      WITHDRAWN,
      REJECTED,
      DISCONNECTED
    }
  }

  /**
   * One request to the token endpoint, as seen beside the worker.
   *
   * @param slot which worker
   * @param presented fingerprint of the code or refresh token
   * @param endedAt when the answer had been handed over, or the connection was gone
   * @param issued fingerprint of the refresh token in the answer, also of one that was not
   *     delivered
   * @param delivered the whole answer was handed to the worker
   */
  public record Request(
      int slot,
      String presented,
      Instant startedAt,
      Instant endedAt,
      @Nullable String issued,
      boolean delivered) {}

  /**
   * One process of a worker.
   *
   * @param number as claims name it; null where it died before it was asked
   * @param to null for one that lived to the end
   */
  public record Life(
      int slot, long pid, @Nullable Integer number, Instant from, @Nullable Instant to, End end) {

    /** How it ended. */
    public enum End {
      NOT_YET,
      KILLED,
      CRASHED,
      STOPPED,
      BY_ITSELF
    }

    /** Whether it was this one that lived at that time. */
    public boolean at(Instant time) {
      return !time.isBefore(from) && (to == null || time.isBefore(to));
    }
  }

  /**
   * A worker said that these were gone, because the database no longer held their locks.
   *
   * @param claims that were taken from them
   */
  public record Gone(List<Integer> numbers, Instant at, int claims) {}

  /**
   * The process in a slot did not run, so that it had not read what reached its machine meanwhile;
   * or it was cut off.
   */
  public record Pause(int slot, Instant from, Instant to) {

    /** How much of a time it takes. */
    public Duration within(Instant begin, Instant end) {
      Instant first = from.isBefore(begin) ? begin : from;
      Instant last = to.isAfter(end) ? end : to;
      return first.isBefore(last) ? Duration.between(first, last) : Duration.ZERO;
    }
  }

  /** From one time to another. */
  public record Span(Instant from, Instant to) {
    /** Whether it has a moment in common with another one. */
    public boolean overlaps(Instant begin, Instant end) {
      return from.isBefore(end) && to.isAfter(begin);
    }
  }

  /** A token update. */
  public record Update(
      String key,
      String eventId,
      String type,
      long version,
      boolean active,
      @Nullable String reason) {}

  /** An alert; its data as JSON. */
  public record Alerted(String key, String eventId, String type, String data) {}

  /**
   * A ciphertext of the database.
   *
   * @param opens with the keyset, in its own place
   * @param opensElsewhere in another row's place
   */
  public record Sealed(String place, boolean opens, boolean opensElsewhere) {}

  /**
   * How it became quiet when the faults had stopped.
   *
   * @param took until nothing was overdue
   * @param overdue what still was when patience ended
   * @param leaks threads, connections, and processes that did not stop in good order
   */
  public record Quiet(
      Duration took, List<String> overdue, long outbox, long lag, List<String> leaks) {}
}
