package dev.evergrant.devkit.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The faults that are switched on. At most one of them hits a call: the first that matches and
 * whose luck decides so. Thread-safe.
 */
public final class Faults {
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final List<Fault> active = new ArrayList<>();

  Faults() {}

  /** Replaces whatever was switched on. */
  public synchronized void set(Fault... faults) {
    set(List.of(faults));
  }

  /** Replaces whatever was switched on. */
  public synchronized void set(List<Fault> faults) {
    active.clear();
    active.addAll(faults);
  }

  public synchronized void clear() {
    active.clear();
  }

  /** What is switched on, counts being those still to come. */
  public synchronized List<Fault> list() {
    return List.copyOf(active);
  }

  synchronized Optional<Fault> draw(String grantType, @Nullable Environment environment) {
    for (int i = 0; i < active.size(); i++) {
      Fault fault = active.get(i);
      if (fault.concerns(grantType, environment) && hits(fault)) {
        countDown(i, fault);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private boolean hits(Fault fault) {
    boolean over = fault.count() != null && fault.count() == 0;
    return !over && (fault.probability() == null || random.nextDouble() < fault.probability());
  }

  private void countDown(int index, Fault fault) {
    if (fault.count() == null) {
      return;
    }
    if (fault.count() <= 1) {
      active.remove(index);
    } else {
      active.set(index, fault.times(fault.count() - 1));
    }
  }
}
