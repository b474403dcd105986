package dev.evergrant.worker.alert;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Erasure;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.RevocationRows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets go of connections that ended long ago and that nobody has authorized again: what is still
 * stored of their tokens is revoked at the provider where that is possible, they are erased from
 * the database, and a tombstone erases them from the topic. People who were asked to authorize them
 * again hear that they need not any more.
 */
public final class LetGo {
  private static final int BATCH = 500;

  private final Jdbi jdbi;
  private final Erasure erasure;
  private final RevocationRows revocations;
  private final ReauthorizationRows reauthorizations;
  private final OutboxRows outbox;
  private final Messages messages;
  private final Duration after;
  private final MeterRegistry meters;

  /**
   * @param after how long after a connection's end
   */
  public LetGo(
      Jdbi jdbi,
      Erasure erasure,
      RevocationRows revocations,
      ReauthorizationRows reauthorizations,
      OutboxRows outbox,
      Messages messages,
      Duration after,
      MeterRegistry meters) {
    this.jdbi = jdbi;
    this.erasure = erasure;
    this.revocations = revocations;
    this.reauthorizations = reauthorizations;
    this.outbox = outbox;
    this.messages = messages;
    this.after = after;
    this.meters = meters;
  }

  /** Lets all of them go whose time has come. */
  public void letGo() {
    int gone;
    do {
      gone = jdbi.inTransaction(this::some);
      meters.counter("evergrant.connections.erased").increment(gone);
    } while (gone == BATCH);
  }

  private int some(Handle handle) {
    List<ConnectionId> ended = erasure.ended(handle, after, BATCH);
    if (!ended.isEmpty()) {
      revocations.noteStored(handle, ended);
      reauthorizations.resolve(handle, ended, "let_go");
      erasure.erase(handle, ended);
      outbox.append(handle, ended.stream().map(messages::erased).toList());
    }
    return ended.size();
  }
}
