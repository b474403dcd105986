package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history entry in the making, before it has a number. Used by one thread. */
final class Draft {
  private final String kind;
  private final Instant startedAt;
  private @Nullable String user;
  private @Nullable Environment environment;
  private @Nullable Long grant;
  private @Nullable Integer number;
  private @Nullable String presented;
  private @Nullable String issued;
  private @Nullable String fault;

  Draft(String kind, Instant startedAt) {
    this.kind = kind;
    this.startedAt = startedAt;
  }

  Draft of(@Nullable Grant subject) {
    if (subject != null) {
      user = subject.account.user.email();
      environment = subject.account.environment;
      grant = subject.id;
    }
    return this;
  }

  Draft user(@Nullable String email) {
    user = email;
    return this;
  }

  Draft environment(@Nullable Environment value) {
    environment = value;
    return this;
  }

  Draft grant(long id) {
    grant = id;
    return this;
  }

  Draft number(int value) {
    number = value;
    return this;
  }

  Draft presented(String secret) {
    presented = secret.isEmpty() ? null : Digest.of(secret).fingerprint();
    return this;
  }

  Draft issued(@Nullable Digest digest) {
    issued = digest == null ? null : digest.fingerprint();
    return this;
  }

  Draft fault(@Nullable Fault value) {
    fault = value == null ? null : value.kind().wireName();
    return this;
  }

  HistoryEntry entry(long seq, Instant at, String outcome, List<Change> changes) {
    List<String> committed = new ArrayList<>();
    changes.forEach(change -> describe(change, committed));
    return new HistoryEntry(
        seq,
        kind,
        at,
        user,
        environment,
        grant,
        number,
        committed,
        presented,
        issued,
        outcome,
        fault,
        null,
        startedAt,
        null);
  }

  private static void describe(Change change, List<String> committed) {
    switch (change) {
      case Change.Authorized authorized -> committed.add("authorized " + authorized.grant());
      case Change.Issued issue -> committed.add("issued " + issue.grant() + "." + issue.number());
      case Change.Used(long id, int used) -> committed.add("used " + id + "." + used);
      case Change.Revoked(var ids, var reason, _) ->
          ids.forEach(id -> committed.add("revoked " + id + " " + reason));
      case Change.SecretChanged(var clientId, _) -> committed.add("secret_changed " + clientId);
      case Change.ClockMoved(var offset) -> committed.add("clock_moved " + offset);
    }
  }
}
