package dev.evergrant.worker.work;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch of results says of the apps themselves, whatever becomes of each connection. No I/O.
 * Not thread-safe; made for one transaction.
 */
final class AppChanges {
  private final Map<Credentials, Refusal> misconfigured = new LinkedHashMap<>();
  private final Map<Credentials, Instant> working = new LinkedHashMap<>();
  private final Map<Credentials, Instant> unusual = new LinkedHashMap<>();
  private final List<Probe> probes = new ArrayList<>();

  /** A provider's refusal of an app's configuration. */
  record Refusal(String error, Instant at) {}

  /**
   * What a refresh that was a probe was answered.
   *
   * @param wasRefused whether the connection had been refused before
   */
  record Probe(Credentials of, boolean issued, boolean wasRefused, Instant at) {}

  void add(Credentials of, Result result) {
    switch (result.reply()) {
      case Reply.Misconfigured(String error) ->
          misconfigured.putIfAbsent(of, new Refusal(error, result.at()));
      case Reply.Issued _, Reply.Refused _ -> {
        // Only a probe's word counts, as other answers may be older than the refusal; and only if
        // it was the provider's.
        if (result.due().claim().probe() && isAsked(result.due())) {
          working.putIfAbsent(of, result.at());
          noteProbe(of, result);
        }
      }
      case Reply.Throttled _, Reply.Unavailable _, Reply.InDoubt _ -> {}
    }
    if (result.decision() instanceof Decision.Hold hold && hold.unusual()) {
      unusual.putIfAbsent(of, result.at());
    }
  }

  private void noteProbe(Credentials of, Result result) {
    boolean expected =
        result.decision() instanceof Decision.End(var reason, _) && reason.isExpected();
    boolean issued = result.reply() instanceof Reply.Issued;
    boolean explained = !issued && result.due().claim().explainsRefusal();
    if (result.due() instanceof Due.Refresh refresh && !expected && !explained) {
      boolean wasRefused = refresh.claim().past().refusals() > 0;
      probes.add(new Probe(of, issued, wasRefused, result.at()));
    }
  }

  private static boolean isAsked(Due due) {
    return !(due instanceof Due.Refresh refresh) || refresh.refreshToken() != null;
  }

  /** Whose configuration is refused. */
  Map<Credentials, Refusal> misconfigured() {
    return misconfigured;
  }

  /** Whose configuration is shown by a probe to work. */
  Map<Credentials, Instant> working() {
    return working;
  }

  /** Where unusually many refresh tokens are refused. */
  Map<Credentials, Instant> unusual() {
    return unusual;
  }

  /** What probes of refresh tokens were answered. */
  List<Probe> probes() {
    return probes;
  }
}
