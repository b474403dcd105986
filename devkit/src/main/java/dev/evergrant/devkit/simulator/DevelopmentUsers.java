package dev.evergrant.devkit.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The users of one organization that hold live grants of one app's development credentials, and
 * whom of them the development rule ends. Guarded by the server's lock.
 */
final class DevelopmentUsers {
  record Key(String clientId, String organization) {}

  private final Map<String, Integer> liveGrantsByEmail = new HashMap<>();
  private final PriorityQueue<Grant> oldestFirst =
      new PriorityQueue<>(Comparator.comparing((Grant grant) -> grant.consentAt));

  void add(Grant grant) {
    liveGrantsByEmail.merge(grant.account.user.email(), 1, Integer::sum);
    oldestFirst.add(grant);
  }

  void remove(Grant grant) {
    // It leaves the queue when it comes up, which is cheaper than to search it there.
    liveGrantsByEmail.computeIfPresent(
        grant.account.user.email(), (_, count) -> count == 1 ? null : count - 1);
  }

  /**
   * The grants that end because their consent is as old as this. All of them go at once, so that it
   * does not matter which of them is asked about first.
   *
   * @param free so many users are free of the rule as long as they are not more
   */
  List<Grant> expired(Instant consentUntil, int free) {
    List<Grant> expired = new ArrayList<>();
    if (liveGrantsByEmail.size() <= free) {
      return expired;
    }
    while (!oldestFirst.isEmpty() && !oldestFirst.element().consentAt.isAfter(consentUntil)) {
      Grant grant = oldestFirst.remove();
      if (grant.live()) {
        expired.add(grant);
      }
    }
    return expired;
  }
}
