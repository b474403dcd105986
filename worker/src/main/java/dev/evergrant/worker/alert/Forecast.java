package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Horizon;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.ForecastRows;
import dev.evergrant.worker.store.ForecastRows.Ending;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.store.ReauthorizationRows.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;

/**
 * Foresees refresh tokens that will die unused because for long no refresh has gone through: after
 * days of outage, people can still save what the worker cannot. Ends that follow from the consent
 * are known from the start and need no looking for.
 */
public final class Forecast {
  private static final int BATCH = 500;

  private final Jdbi jdbi;
  private final Collection<App> apps;
  private final ForecastRows rows;
  private final ReauthorizationRows reauthorizations;
  private final Duration ahead;

  /**
   * @param ahead how long before an end people are told
   */
  public Forecast(
      Jdbi jdbi,
      Collection<App> apps,
      ForecastRows rows,
      ReauthorizationRows reauthorizations,
      Duration ahead) {
    this.jdbi = jdbi;
    this.apps = apps;
    this.rows = rows;
    this.reauthorizations = reauthorizations;
    this.ahead = ahead;
  }

  /** Looks through all apps. */
  public void look() {
    for (App app : apps) {
      Duration idle = app.provider().refreshTokenLifetime().idle();
      if (idle != null) {
        Duration half = idle.dividedBy(2);
        Duration soon = ahead.compareTo(half) < 0 ? ahead : half;
        for (Credentials of : app.credentials().values()) {
          repeat(handle -> foresee(handle, of, idle, soon));
          repeat(handle -> recover(handle, app, of, idle, soon));
        }
      }
    }
  }

  private void repeat(HandleCallback<Integer, RuntimeException> step) {
    int found;
    do {
      found = jdbi.inTransaction(step);
    } while (found == BATCH);
  }

  private int foresee(Handle handle, Credentials of, Duration idle, Duration soon) {
    List<Ending> starving = rows.starving(handle, of, idle, soon, BATCH);
    Instant now = Database.now(handle);
    List<Known> known = new ArrayList<>();
    for (Ending one : starving) {
      var end = new Horizon.End(requireNonNull(one.idleEnd()), Reason.REFRESH_TOKEN_EXPIRED);
      known.add(new Known(one.connection(), one.consent(), false, end, now));
    }
    reauthorizations.open(handle, known);
    return starving.size();
  }

  private int recover(Handle handle, App app, Credentials of, Duration idle, Duration soon) {
    List<Ending> recovered = rows.recovered(handle, of, idle, soon, BATCH);
    reauthorizations.resolve(
        handle, recovered.stream().map(Ending::connection).toList(), "refreshed");
    reauthorizations.open(handle, Known.ahead(recovered, app, ahead));
    return recovered.size();
  }
}
