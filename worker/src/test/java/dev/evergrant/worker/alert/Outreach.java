package dev.evergrant.worker.alert;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.alert.Timetable.Entry;
import dev.evergrant.worker.alert.Timetable.Person;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The provider of the month: it knows its users' consents, and its own rule. */
final class Outreach {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration TOKEN_LIFE = Duration.ofDays(10);

  private final Map<ConnectionId, Entry> consents = new HashMap<>();

  void happens(Entry entry) {
    switch (entry.deed()) {
      case AUTHORIZE -> consents.put(entry.person().connection(), entry);
      case WITHDRAW, DISCONNECT -> consents.remove(entry.person().connection());
    }
  }

  Reply refresh(Due.Refresh due, Instant now) {
    Entry consent = consents.get(due.connection());
    if (consent == null || isOver(consent, now)) {
      consents.remove(due.connection());
      return new Reply.Refused("invalid_grant");
    }
    return Desk.issued(TOKEN_LIFE);
  }

  private boolean isOver(Entry consent, Instant now) {
    long owners = consents.values().stream().map(Entry::person).filter(Person::ownersOwn).count();
    boolean spared = consent.person().ownersOwn() && owners <= 10;
    return !spared && !now.isBefore(consent.at().plus(WEEK));
  }
}
