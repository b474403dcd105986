package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.provider.IdentityEndpoint;
import dev.evergrant.worker.store.IdentityRows;
import dev.evergrant.worker.store.IdentityRows.Due;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers who is behind a connection, after its tokens are stored, on one thread that never
 * waits for a provider. Nothing hangs on it: a call that fails, or an answer that is lost, is asked
 * for again. Each app's environment has room of its own, so that a slow provider delays its own
 * connections only; it is little, as these calls must not use up what the provider allows for
 * tokens.
 */
final class Identify implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Identify.class);
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final int CALLS_AT_ONCE = 8;
  private static final int TOKENS_AT_ONCE = 256;

  private final Jdbi jdbi;
  private final IdentityRows identities;
  private final IdentityEndpoint endpoint;
  private final Identified identified;
  private final ExecutorService calls;
  private final List<Lane> lanes = new ArrayList<>();

  private final Semaphore events = new Semaphore(0);
  private final LinkedBlockingQueue<Told> answers = new LinkedBlockingQueue<>();
  private volatile boolean stopping;

  private record Lane(
      Credentials credentials, Identity identity, Duration deadline, Semaphore room) {}

  /** What came of asking about one connection. */
  record Told(Due due, IdentityEndpoint.Answer answer) {}

  Identify(
      Jdbi jdbi,
      Collection<App> apps,
      IdentityRows identities,
      IdentityEndpoint endpoint,
      Identified identified,
      ExecutorService calls) {
    this.jdbi = jdbi;
    this.identities = identities;
    this.endpoint = endpoint;
    this.identified = identified;
    this.calls = calls;
    for (App app : apps) {
      Identity identity = app.provider().identity();
      if (identity != null) {
        Duration deadline = app.provider().limits().deadline();
        app.credentials()
            .values()
            .forEach(of -> lanes.add(new Lane(of, identity, deadline, room(identity))));
      }
    }
  }

  private static Semaphore room(Identity identity) {
    return new Semaphore(
        switch (identity) {
          case Identity.Claims _ -> TOKENS_AT_ONCE;
          case Identity.UserInfo _ -> CALLS_AT_ONCE;
        });
  }

  /** How many calls over HTTP are under way at most. */
  static int mostCalls(Collection<App> apps) {
    return apps.stream()
        .filter(app -> app.provider().identity() instanceof Identity.UserInfo)
        .mapToInt(app -> CALLS_AT_ONCE * app.credentials().size())
        .sum();
  }

  /** Somebody may be to be asked about; returns at once. */
  void tick() {
    events.release();
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        events.acquire();
        events.drainPermits();
        try {
          settle();
          lanes.forEach(this::ask);
        } catch (RuntimeException problem) {
          log.warn("Who is behind some connections is asked again later: {}", problem.toString());
          TimeUnit.MILLISECONDS.sleep(250);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle() {
    List<Told> batch = new ArrayList<>();
    if (answers.drainTo(batch) > 0) {
      jdbi.useTransaction(handle -> identified.write(handle, batch));
    }
  }

  private void ask(Lane lane) {
    int room = lane.room().availablePermits();
    if (room == 0) {
      return;
    }
    List<Due> claimed = identities.claim(jdbi, lane.credentials(), LEASE, room);
    for (Due due : claimed) {
      if (due.accessToken() != null && lane.room().tryAcquire()) {
        calls.execute(() -> ask(lane, due));
      }
    }
    if (claimed.size() == room) {
      tick();
    }
  }

  private void ask(Lane lane, Due due) {
    var token = due.accessToken();
    try {
      if (token != null) {
        answers.add(new Told(due, endpoint.ask(lane.identity(), token, lane.deadline())));
      }
    } catch (RuntimeException bug) {
      log.error("Who is behind {} could not be asked", due.connection(), bug);
    } finally {
      lane.room().release();
      tick();
    }
  }

  /** Asks nothing more once its thread has ended. */
  void stop() {
    stopping = true;
    tick();
  }
}
