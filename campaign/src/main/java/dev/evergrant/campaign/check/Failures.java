package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.HistoryRow;
import dev.evergrant.contracts.ConnectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When workers noted that an attempt had failed, by the user at the provider. */
record Failures(Map<String, List<Instant>> times) {
  private static final Duration CLOCKS = Duration.ofMillis(100);

  static Failures of(Evidence evidence) {
    Map<ConnectionId, String> users = new HashMap<>();
    evidence.published().forEach(said -> users.put(said.connection(), said.user()));
    Map<String, List<Instant>> times = new HashMap<>();
    for (HistoryRow row : evidence.history()) {
      if (row.what().equals("postponed")) {
        times
            .computeIfAbsent(String.valueOf(users.get(row.connection())), _ -> new ArrayList<>())
            .add(row.at());
      }
    }
    return new Failures(times);
  }

  /** Whether one was noted in this time; the database's clock and ours may differ a little. */
  boolean seen(String user, Instant from, Instant to) {
    return times.getOrDefault(user, List.of()).stream()
        .anyMatch(at -> !at.isBefore(from.minus(CLOCKS)) && !at.isAfter(to.plus(CLOCKS)));
  }
}
