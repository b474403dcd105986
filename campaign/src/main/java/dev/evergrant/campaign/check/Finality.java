package dev.evergrant.campaign.check;

import dev.evergrant.campaign.check.Evidence.ConnectionRow;
import dev.evergrant.campaign.check.Evidence.Published;
import dev.evergrant.campaign.check.Evidence.Update;
import dev.evergrant.contracts.ConnectionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I8: after its end a connection comes back by a new grant only, and a withdrawal wins. */
final class Finality {
  private Finality() {}

  static List<String> check(Evidence evidence) {
    List<String> violations = new ArrayList<>();
    Map<String, Update> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Update update : evidence.updates()) {
      if (!seen.add(update.eventId())) {
        continue;
      }
      Update before = last.put(update.key(), update);
      if (before != null
          && !before.active()
          && !update.type().equals("dev.evergrant.token.issued.v1")) {
        violations.add(
            "%s was revoked at version %d and then said %s."
                .formatted(update.key(), before.version(), update.type()));
      }
    }
    Map<ConnectionId, Published.Kind> lastWord = new HashMap<>();
    for (Published published : evidence.published()) {
      switch (published.kind()) {
        case AUTHORIZED, WITHDRAWN -> lastWord.put(published.connection(), published.kind());
        case REJECTED, DISCONNECTED -> {}
      }
    }
    for (ConnectionRow row : evidence.connections()) {
      if (row.active() && lastWord.get(row.id()) == Published.Kind.WITHDRAWN) {
        violations.add(row.id() + " is active, and its user has withdrawn.");
      }
    }
    return violations;
  }
}
