package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One guard for each app's environment, all made at the start: one that fails or is slow takes
 * nothing from the others, even at the same provider. Immutable, and safe for any thread.
 */
public final class ProviderGuards {

  private final Map<String, ProviderGuard> guards = new LinkedHashMap<>();
  private final int calls;

  /**
   * @param ticker monotonic nanoseconds, {@code System::nanoTime}
   */
  public ProviderGuards(Collection<App> apps, LongSupplier ticker) {
    int sum = 0;
    for (var app : apps) {
      var limits = app.provider().limits();
      for (var credentials : app.credentials().values()) {
        guards.put(credentials.name(), new ProviderGuard(credentials.name(), limits, ticker));
        sum += limits.concurrent();
      }
    }
    this.calls = sum;
  }

  /**
   * @throws IllegalArgumentException if these are no configured app's credentials
   */
  public ProviderGuard of(Credentials credentials) {
    var guard = guards.get(credentials.name());
    if (guard == null) {
      throw new IllegalArgumentException("no guard for " + credentials.name());
    }
    return guard;
  }

  public Collection<ProviderGuard> all() {
    return guards.values();
  }

  /** How many calls all guards together may let through at once; the HTTP client needs as many. */
  public int calls() {
    return calls;
  }
}
