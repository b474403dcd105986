package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Incident;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.work.Fold;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code app_pause} and {@code belief}, by environment, as {@code PauseRows} has them,
 * and what {@code Pausing} does with them.
 */
final class Pauses {
  private final Scenario scenario;
  private final Timeline timeline;
  private final HeardRefusals heard;
  private final Map<String, Pause> pauses = new TreeMap<>();
  private final Map<String, Instant> believedUntil = new TreeMap<>();
  private int alerts;

  private static final class Pause {
    boolean forRefusals;
    final Instant since;
    Instant probeAt;
    int probes;
    int issued;
    int recovered;

    Pause(boolean forRefusals, Instant since) {
      this.forRefusals = forRefusals;
      this.since = since;
      this.probeAt = since.plus(Lifecycle.PROBE_EVERY);
    }
  }

  Pauses(Scenario scenario, Timeline timeline, HeardRefusals heard) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.heard = heard;
  }

  /** How often people were told that an app is paused. */
  int alerts() {
    return alerts;
  }

  boolean isPaused(String environment) {
    return pauses.containsKey(environment);
  }

  boolean isPausedForRefusals(String environment) {
    Pause pause = pauses.get(environment);
    return pause != null && pause.forRefusals;
  }

  /** The number of the probe whose turn it is; 0 for none. */
  int takeProbe(String environment) {
    Pause pause = pauses.get(environment);
    if (pause == null || pause.probeAt.isAfter(timeline.now())) {
      return 0;
    }
    pause.probeAt = timeline.now().plus(Lifecycle.PROBE_EVERY);
    return ++pause.probes;
  }

  @Nullable Instant probeAt(String environment) {
    Pause pause = pauses.get(environment);
    return pause == null ? null : pause.probeAt;
  }

  /** What a worker reads now and then. */
  void tell(Fold.Hearing hearing) {
    Set<String> forRefusals = new TreeSet<>();
    Set<String> believed = new TreeSet<>();
    pauses.forEach(
        (environment, pause) -> {
          if (pause.forRefusals) {
            forRefusals.add(name(environment));
          }
        });
    believedUntil.keySet().stream()
        .filter(this::isBelieved)
        .forEach(environment -> believed.add(name(environment)));
    hearing.standing(forRefusals, believed);
  }

  private String name(String environment) {
    return scenario.app().name() + "/" + environment;
  }

  private boolean isBelieved(String environment) {
    Instant until = believedUntil.get(environment);
    return until != null && until.isAfter(timeline.now());
  }

  /** {@code Pausing.of}. */
  void commit(Fold.Effects effects) {
    effects.misconfigured().forEach(of -> pause(of, false));
    effects.unusual().forEach(of -> pause(of, true));
    effects.working().forEach(of -> resume(of, false));
    effects.probes().forEach(this::probed);
  }

  private void pause(Credentials of, boolean forRefusals) {
    String environment = of.environment();
    if (forRefusals && isBelieved(environment)) {
      return;
    }
    Pause pause = pauses.get(environment);
    if (pause == null) {
      pauses.put(environment, new Pause(forRefusals, timeline.now()));
      alerts++;
    } else if (pause.forRefusals && !forRefusals) {
      pause.forRefusals = false;
      alerts++;
    }
  }

  private void resume(Credentials of, boolean forRefusals) {
    Pause pause = pauses.get(of.environment());
    if (pause != null && pause.forRefusals == forRefusals) {
      pauses.remove(of.environment());
      heard.restart(of.environment());
    }
  }

  private void probed(Fold.Probed probe) {
    String environment = probe.of().environment();
    Pause pause = pauses.get(environment);
    if (pause == null || !pause.forRefusals) {
      return;
    }
    pause.issued += probe.issued() ? 1 : 0;
    pause.recovered = probe.issued() ? pause.recovered + (probe.wasRefused() ? 1 : 0) : 0;
    var standing =
        new Incident.Standing(pause.since, pause.issued, pause.recovered, isBelieved(environment));
    switch (Incident.after(standing, probe.at())) {
      case GOES_ON -> {}
      case IS_OVER -> resume(probe.of(), true);
      case IS_BELIEVED -> {
        believedUntil.put(environment, timeline.now().plus(Incident.BELIEF));
        resume(probe.of(), true);
      }
    }
  }
}
