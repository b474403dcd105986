package dev.evergrant.campaign.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** I13 and I14, about what happens once the faults have stopped. */
public final class Quietness {
  /** Within which every due connection is refreshed. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private Quietness() {}

  static List<String> refreshed(Evidence evidence) {
    return evidence.quiet().overdue();
  }

  static List<String> drained(Evidence evidence) {
    List<String> violations = new ArrayList<>(evidence.quiet().leaks());
    if (evidence.quiet().outbox() > 0) {
      violations.add(evidence.quiet().outbox() + " rows are left in the outbox.");
    }
    if (evidence.quiet().lag() > 0) {
      violations.add(evidence.quiet().lag() + " records have not been taken in.");
    }
    return violations;
  }
}
