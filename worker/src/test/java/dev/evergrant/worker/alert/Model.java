package dev.evergrant.worker.alert;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.alert.Timetable.Entry;
import dev.evergrant.worker.alert.Timetable.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be told what and when, worked out from the timetable hour by hour. It shares nothing
 * with the code that does it: no query, no policy, no record.
 */
final class Model {
  static final Duration LIFETIME = Duration.ofDays(7);
  static final Duration AHEAD = Duration.ofHours(24);
  static final Duration REMIND_EVERY = Duration.ofHours(50);
  static final int REMINDERS = 2;
  static final Duration LET_GO_AFTER = Duration.ofDays(9);
  static final int FREE = 10;

  /** Hours of the day in which it is quiet: from this one on, over midnight, until that one. */
  static final int QUIET_FROM = 20;

  static final int QUIET_TO = 7;

  /** Hours that an organization's clock is ahead of UTC. */
  static final Map<String, Integer> ZONES =
      Map.of("organization-1", 9, "organization-2", -7, "organization-3", 5);

  final TreeSet<String> told = new TreeSet<>();
  final TreeSet<String> tombstones = new TreeSet<>();
  int crowdings;
  int reliefs;

  private final Map<Person, State> people = new LinkedHashMap<>();
  private boolean crowded;

  /** What is known of a connection. */
  private static final class State {
    boolean active;
    Instant authorizedAt = Instant.MIN;
    Instant endedAt = Instant.MAX;
    @Nullable Instant end;
    @Nullable Open open;
    final List<Settled> settled = new ArrayList<>();
  }

  private static final class Open {
    final String kind;
    final String reason;
    final Instant at;
    @Nullable Instant due;
    int told;
    boolean heard;

    Open(String kind, String reason, Instant at, Instant due, boolean heard) {
      this.kind = kind;
      this.reason = reason;
      this.at = at;
      this.due = due;
      this.heard = heard;
    }
  }

  private record Settled(String how, Instant at) {}

  static String line(
      Instant when, String kind, String connection, String reason, Instant at, int reminder) {
    return "%s %s %s %s %s %d".formatted(connection, when, kind, reason, at, reminder);
  }

  /** What users do. */
  void happens(Entry entry, Instant now) {
    State state = people.computeIfAbsent(entry.person(), _ -> new State());
    switch (entry.deed()) {
      case AUTHORIZE -> {
        settle(state, "reauthorized", now);
        state.active = true;
        state.authorizedAt = entry.at();
        state.endedAt = Instant.MAX;
        state.end = null;
        if (!entry.person().ownersOwn()) {
          endsAt(state, entry.at().plus(LIFETIME), now);
        }
      }
      case WITHDRAW -> {
        settle(state, "withdrawn", now);
        if (state.active) {
          state.active = false;
          state.endedAt = now;
        }
      }
      case DISCONNECT -> {}
    }
  }

  /** The provider has refused a refresh token. */
  void refuses(Person person, Instant now) {
    State state = requireNonNull(people.get(person));
    Instant end = state.end;
    // Two hundredths of a lifetime are within the provider's own count of it.
    boolean expected = end != null && !now.isBefore(end.minus(LIFETIME.dividedBy(50)));
    state.active = false;
    state.endedAt = now;
    open(state, "expired", expected ? "development_expired" : "provider_revoked", now, now);
  }

  /** Foreign users whose week is over and who have not come back. */
  List<Person> overdue(Instant now) {
    return people.entrySet().stream()
        .filter(each -> !each.getKey().ownersOwn() && each.getValue().active)
        .filter(each -> !now.isBefore(each.getValue().authorizedAt.plus(LIFETIME)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The rule looks at the owner's users. */
  void countOwners(Instant now) {
    List<State> owners =
        people.entrySet().stream()
            .filter(each -> each.getKey().ownersOwn() && each.getValue().active)
            .map(Map.Entry::getValue)
            .toList();
    boolean before = crowded;
    crowded = owners.size() > FREE;
    crowdings += crowded && !before ? 1 : 0;
    reliefs += before && !crowded ? 1 : 0;
    for (State state : owners) {
      if (!crowded && state.end != null) {
        state.end = null;
        settle(state, "not_needed", now);
      } else if (crowded && state.end == null) {
        endsAt(state, state.authorizedAt.plus(LIFETIME), now);
      }
    }
  }

  /** A batch is made of all that is due. */
  void tell(Instant now) {
    people.forEach(
        (person, state) -> {
          if (!quiet(person.organization(), now)) {
            tell(person, state, now);
          }
        });
  }

  private void tell(Person person, State state, Instant now) {
    String name = person.connection().toString();
    for (Settled each : state.settled) {
      told.add(line(now, "resolved", name, each.how(), each.at(), 0));
    }
    state.settled.clear();
    Open open = state.open;
    if (open == null || open.due == null || open.due.isAfter(now)) {
      return;
    }
    told.add(line(now, open.kind, name, open.reason, open.at, open.told));
    open.told++;
    open.heard = true;
    Instant again = now.plus(REMIND_EVERY);
    boolean last = open.told > REMINDERS;
    boolean over = open.kind.equals("expiring") && !again.isBefore(open.at);
    open.due = last || over ? null : again;
  }

  /** Ended long ago, and nobody has come back. */
  void letGo(Instant now) {
    people.forEach(
        (person, state) -> {
          if (!state.active
              && state.endedAt.isBefore(Instant.MAX)
              && !now.isBefore(state.endedAt.plus(LET_GO_AFTER))) {
            settle(state, "let_go", now);
            tombstones.add(person.connection() + " " + now);
            state.endedAt = Instant.MAX;
          }
        });
  }

  private static void endsAt(State state, Instant end, Instant now) {
    state.end = end;
    Instant from = end.minus(AHEAD);
    open(state, "expiring", "development_expired", end, from.isBefore(now) ? now : from);
  }

  private static void open(State state, String kind, String reason, Instant at, Instant due) {
    boolean heard = state.open != null && state.open.heard;
    state.open = new Open(kind, reason, at, due, heard);
  }

  private static void settle(State state, String how, Instant now) {
    if (state.open != null && state.open.heard) {
      state.settled.add(new Settled(how, now));
    }
    state.open = null;
  }

  private static boolean quiet(@Nullable String organization, Instant now) {
    int ahead = organization == null ? 0 : ZONES.getOrDefault(organization, 0);
    int hour = now.atOffset(ZoneOffset.ofHours(ahead)).getHour();
    return hour >= QUIET_FROM || hour < QUIET_TO;
  }
}
