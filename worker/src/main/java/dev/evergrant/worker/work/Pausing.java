package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.Alert;
import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Incident;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.outbox.Messages;
import dev.evergrant.worker.store.OutboxRows.Message;
import dev.evergrant.worker.store.PauseRows;
import dev.evergrant.worker.store.PauseRows.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses and resumes apps, as a batch of results says, in its transaction. However many rows met
 * the same trouble, it is one pause and one alert. Safe for any thread.
 */
final class Pausing {
  private static final Logger log = LoggerFactory.getLogger(Pausing.class);

  private final Map<String, App> apps;
  private final PauseRows pauses;
  private final Messages messages;

  Pausing(Map<String, App> apps, PauseRows pauses, Messages messages) {
    this.apps = apps;
    this.pauses = pauses;
    this.messages = messages;
  }

  /** Writes what changes, and returns what is to be said of it. */
  List<Message> of(Handle handle, AppChanges changes) {
    List<Message> said = new ArrayList<>();
    changes
        .misconfigured()
        .forEach(
            (of, refusal) ->
                pause(
                    handle,
                    of,
                    Kind.CONFIGURATION,
                    refusal.error(),
                    "The provider refuses the app's own configuration. Check its client id, secret,"
                        + " redirect URIs and scopes; no connection is lost meanwhile, and it"
                        + " resumes by itself.",
                    refusal.at(),
                    said));
    changes
        .unusual()
        .forEach(
            (of, at) ->
                pause(
                    handle,
                    of,
                    Kind.REFUSALS,
                    "unusual_refusals",
                    "The provider refuses unusually many of the app's users. None is given up for"
                        + " it, new users connect all the same, and it resumes by itself when they"
                        + " are accepted again. If they have really left, say so: ./evergrant"
                        + " connections believe --app "
                        + of.app()
                        + " --environment "
                        + of.environment(),
                    at,
                    said));
    changes.working().forEach((of, at) -> resume(handle, of, Kind.CONFIGURATION, at, said));
    changes.probes().forEach(probe -> probed(handle, probe, said));
    return said;
  }

  private void pause(
      Handle handle,
      Credentials of,
      Kind kind,
      String error,
      String message,
      Instant at,
      List<Message> said) {
    String provider = requireNonNull(apps.get(of.app())).provider().name();
    if (pauses.pause(handle, of, kind, provider, error, Lifecycle.PROBE_EVERY)) {
      log.warn("{} is paused: {}. {}", of.name(), error, message);
      said.add(
          messages.alert(
              of.name(),
              new Alert.AppPaused(of.app(), of.environment(), provider, error, message, at),
              at));
    }
  }

  private void probed(Handle handle, AppChanges.Probe probe, List<Message> said) {
    Credentials of = probe.of();
    pauses
        .probed(handle, of, probe.issued(), probe.wasRefused())
        .ifPresent(
            standing -> {
              switch (Incident.after(standing, probe.at())) {
                case GOES_ON -> {}
                case IS_OVER -> resume(handle, of, Kind.REFUSALS, probe.at(), said);
                case IS_BELIEVED -> {
                  log.warn(
                      "{}: others are issued tokens, so those that are refused are believed.",
                      of.name());
                  pauses.believe(handle, of.app(), of.environment(), Incident.BELIEF);
                  resume(handle, of, Kind.REFUSALS, probe.at(), said);
                }
              }
            });
  }

  private void resume(Handle handle, Credentials of, Kind kind, Instant at, List<Message> said) {
    pauses
        .resume(handle, of, kind)
        .ifPresent(
            pause -> {
              log.info("{} works again", of.name());
              said.add(
                  messages.alert(
                      of.name(),
                      new Alert.AppResumed(
                          of.app(), of.environment(), pause.provider(), pause.since(), at),
                      at));
            });
  }
}
