package dev.evergrant.worker.work;

import dev.evergrant.contracts.Alert;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.OutboxRows;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Pauses everything until a person ends it: no worker claims anything, not even a probe, and events
 * are still taken in. Each app environment is alerted about once. Safe for any thread.
 */
public final class OperatorPause {
  private final Jdbi jdbi;
  private final PauseRows pauses;
  private final OutboxRows outbox;
  private final Messages messages;

  public OperatorPause(Jdbi jdbi, PauseRows pauses, OutboxRows outbox, Messages messages) {
    this.jdbi = jdbi;
    this.pauses = pauses;
    this.outbox = outbox;
    this.messages = messages;
  }

  /** Pauses all environments of these apps. */
  public void begin(Collection<App> apps) {
    jdbi.useTransaction(
        handle -> {
          Instant now = Database.now(handle);
          List<Message> said = new ArrayList<>();
          for (App app : apps) {
            for (Credentials of : app.credentials().values()) {
              if (pauses.pauseByOperator(handle, of, app.provider().name())) {
                said.add(messages.alert(of.name(), paused(app, of, now), now));
              }
            }
          }
          outbox.append(handle, said);
        });
  }

  private static Alert paused(App app, Credentials of, Instant now) {
    return new Alert.AppPaused(
        of.app(),
        of.environment(),
        app.provider().name(),
        "operator",
        "A worker was started with --start-paused. Events are taken in, and nothing is exchanged"
            + " or refreshed until ./evergrant resume.",
        now);
  }

  /**
   * What the end of a pause came to.
   *
   * @param resumed app environments
   * @param released connections that had been held
   */
  public record Ended(List<String> resumed, int released) {}

  /**
   * Ends it for every app environment.
   *
   * @param release whether connections that are held are let go as well
   */
  public Ended end(boolean release) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = Database.now(handle);
          List<Message> said = new ArrayList<>();
          List<String> resumed = new ArrayList<>();
          for (PauseRows.Pause pause : pauses.resumeByOperator(handle)) {
            String name = pause.app() + "/" + pause.environment();
            resumed.add(name);
            said.add(
                messages.alert(
                    name,
                    new Alert.AppResumed(
                        pause.app(), pause.environment(), pause.provider(), pause.since(), now),
                    now));
          }
          outbox.append(handle, said);
          return new Ended(resumed, release ? Published.release(handle) : 0);
        });
  }
}
