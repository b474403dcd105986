package dev.evergrant.worker.alert;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What 5,000 users of 40 organizations do in a month, by chance: they authorize, withdraw,
 * disconnect at the provider, come back in time, too late or never.
 */
record Timetable(Instant begin, Instant end, List<Entry> entries) {
  static final String OWNER = "acme";
  private static final int PEOPLE = 5_000;
  private static final int OWNERS = 14;

  /** So many of one organization consent within one hour. */
  private static final int CROWD = 900;

  enum Deed {
    AUTHORIZE,
    WITHDRAW,
    DISCONNECT
  }

  record Person(ConnectionId connection, @Nullable String organization) {
    boolean ownersOwn() {
      return OWNER.equals(organization);
    }

    User user() {
      String email = connection.subject() + "@" + organization + ".example";
      return new User(null, organization == null ? null : email, organization);
    }
  }

  record Entry(Instant at, Person person, Deed deed) {}

  static Timetable of(long seed, Instant begin, int days) {
    Random chance = new Random(seed);
    Instant end = begin.plus(Duration.ofDays(days));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      var connection = new ConnectionId("crm-sync", "development", "user-" + i);
      Person person = new Person(connection, organization(i, chance));
      Instant first =
          i >= PEOPLE - CROWD
              ? begin.plus(Duration.ofHours(30)).plusSeconds(i)
              : begin.plusSeconds(chance.nextLong(Duration.ofDays(days / 2).toSeconds()));
      life(person, first, end, chance, entries);
    }
    entries.sort((a, b) -> a.at().compareTo(b.at()));
    return new Timetable(begin, end, List.copyOf(entries));
  }

  private static @Nullable String organization(int i, Random chance) {
    if (i < OWNERS) {
      return OWNER;
    }
    if (i >= PEOPLE - CROWD) {
      return "organization-0";
    }
    int number = chance.nextInt(40);
    return number == 39 ? null : "organization-" + number;
  }

  private static void life(
      Person person, Instant first, Instant end, Random chance, List<Entry> entries) {
    Instant at = first;
    Deed deed = Deed.AUTHORIZE;
    while (at.isBefore(end)) {
      entries.add(new Entry(at, person, deed));
      int next = chance.nextInt(100);
      if (next < 20) {
        return;
      }
      deed = next < 70 ? Deed.AUTHORIZE : next < 85 ? Deed.WITHDRAW : Deed.DISCONNECT;
      at = at.plus(pause(chance));
    }
  }

  /** Never within the same hour; often about when a week's grant ends. */
  private static Duration pause(Random chance) {
    return chance.nextBoolean()
        ? Duration.ofHours(2).plusSeconds(chance.nextLong(Duration.ofDays(13).toSeconds()))
        : Duration.ofDays(6).plusSeconds(chance.nextLong(Duration.ofDays(3).toSeconds()));
  }

  /** The ends of all hours of it. */
  List<Instant> hours() {
    return IntStream.rangeClosed(1, (int) Duration.between(begin, end).toHours())
        .mapToObj(hour -> begin.plus(Duration.ofHours(hour)))
        .toList();
  }

  /** What was done in the hour that ends then. */
  List<Entry> within(Instant hour) {
    Instant from = hour.minus(Duration.ofHours(1));
    return entries.stream()
        .filter(entry -> entry.at().isAfter(from) && !entry.at().isAfter(hour))
        .toList();
  }
}
