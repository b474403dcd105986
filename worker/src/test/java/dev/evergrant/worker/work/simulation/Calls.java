package dev.evergrant.worker.work.simulation;

import dev.evergrant.worker.lifecycle.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I3 and I4: who sends which secret while somebody else may still be sending it. */
final class Calls {
  private final Timeline timeline;
  private final Provider provider;
  private final Duration lease;
  private final Map<String, List<Open>> open = new HashMap<>();
  private int takeovers;

  private record Open(Machine machine, Due due, Machine.Call call) {}

  Calls(Scenario scenario, Timeline timeline, Provider provider) {
    this.timeline = timeline;
    this.provider = provider;
    this.lease = scenario.profile().lease();
  }

  /** How often a request overlapped one whose worker had lost its lease. */
  int takeovers() {
    return takeovers;
  }

  /** Somebody is about to send it, whether it gets anywhere or not. */
  void tried(Due due) {
    if (due instanceof Due.Refresh refresh && refresh.refreshToken() != null) {
      provider.token(refresh.refreshToken().reveal()).triedAt = timeline.now();
    }
  }

  void sent(Machine machine, Due due, Machine.Call call) {
    List<Open> others = open.computeIfAbsent(secret(due), _ -> new ArrayList<>(1));
    others.removeIf(other -> !other.machine().isAlive());
    Instant now = timeline.now();
    for (Open other : others) {
      Checker.require(
          !now.isBefore(other.due().claim().at().plus(lease)),
          "I4",
          due.connection(),
          "%s sends what %s is sending under its lease".formatted(machine, other.machine()));
      takeovers++;
    }
    others.add(new Open(machine, due, call));
  }

  void ended(Due due, Machine.Call call) {
    List<Open> others = open.get(secret(due));
    if (others != null) {
      others.removeIf(one -> one.call() == call);
      if (others.isEmpty()) {
        open.remove(secret(due));
      }
    }
  }

  private static String secret(Due due) {
    return switch (due) {
      case Due.Grant grant -> grant.question().code().reveal();
      case Due.Refresh refresh ->
          refresh.refreshToken() == null ? "" : refresh.refreshToken().reveal();
    };
  }
}
