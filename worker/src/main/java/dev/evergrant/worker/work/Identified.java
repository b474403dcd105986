package dev.evergrant.worker.work;

import static java.util.stream.Collectors.joining;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Inquiry;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.provider.IdentityEndpoint.Answer;
import dev.evergrant.worker.store.Database;
import dev.evergrant.worker.store.HistoryRows;
import dev.evergrant.worker.store.HistoryRows.Entry;
import dev.evergrant.worker.store.IdentityRows;
import dev.evergrant.worker.store.IdentityRows.Current;
import dev.evergrant.worker.store.IdentityRows.Due;
import dev.evergrant.worker.store.IdentityRows.Next;
import dev.evergrant.worker.store.ReauthorizationRows;
import dev.evergrant.worker.work.Identify.Told;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jdbi.v3.core.Handle;

/**
 * Writes what providers told about people: beside the tokens, and only while the consent is the one
 * that was asked about. Writing the same answer twice is the same as once.
 */
final class Identified {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final IdentityRows identities;
  private final ReauthorizationRows reauthorizations;
  private final HistoryRows history;
  private final int worker;
  private final MeterRegistry meters;
  private final DoubleSupplier chance;

  Identified(
      IdentityRows identities,
      ReauthorizationRows reauthorizations,
      HistoryRows history,
      int worker,
      MeterRegistry meters,
      DoubleSupplier chance) {
    this.identities = identities;
    this.reauthorizations = reauthorizations;
    this.history = history;
    this.worker = worker;
    this.meters = meters;
    this.chance = chance;
  }

  void write(Handle handle, List<Told> answers) {
    Map<ConnectionId, Current> rows = new HashMap<>();
    identities
        .lock(handle, answers.stream().map(told -> told.due().connection()).toList())
        .forEach(row -> rows.put(row.connection(), row));
    Instant now = Database.now(handle);
    Map<ConnectionId, Next> next = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Told told : answers) {
      meters.counter("evergrant.identities", "outcome", told.answer().word()).increment();
      Current row = rows.get(told.due().connection());
      if (row != null && row.isOf(told.due())) {
        Next one = after(told.due(), told.answer(), row, chance.getAsDouble());
        next.put(one.connection(), one);
        rows.put(one.connection(), row.with(one.person()));
        boolean news = !one.person().user().equals(row.person().user());
        if (one.settled()) {
          note(one, row, told.answer(), news, now, entries);
        }
      }
    }
    identities.put(handle, List.copyOf(next.values()));
    reauthorizations.identify(handle, next.keySet());
    history.append(handle, entries);
  }

  /** What follows from an answer about the consent that the row has. */
  static Next after(Due due, Answer answer, Current row, double chance) {
    ConnectionId id = due.connection();
    Person person = row.person();
    return switch (answer) {
      case Answer.Told(var user) -> new Next(id, person.toldToBe(user), true, Inquiry.again(id), 0);
      case Answer.NotNow(_, var retryAfter) -> {
        Duration wait = Inquiry.retry(due.failures(), retryAfter, chance);
        yield wait == null
            ? givenUp(id, person)
            : new Next(id, person, false, wait, due.failures() + 1);
      }
      case Answer.Refused _ ->
          // A token that was replaced meanwhile may have been refused for that: its successor asks.
          row.version() == due.version()
              ? givenUp(id, person)
              : new Next(id, person, false, SOON, due.failures() + 1);
    };
  }

  private static Next givenUp(ConnectionId id, Person person) {
    return new Next(id, person, true, Inquiry.again(id), 0);
  }

  /** Nothing where looking again has brought nothing new. */
  private void note(
      Next one, Current row, Answer answer, boolean news, Instant now, List<Entry> entries) {
    switch (answer) {
      case Answer.Told(var user) -> {
        if (news) {
          entries.add(entry(one, row, "identified", "The provider told " + parts(user) + ".", now));
        } else if (Person.parts(user).isEmpty()) {
          entries.add(entry(one, row, "unidentified", "The provider tells nothing.", now));
        }
      }
      case Answer.NotNow(var problem, _) ->
          entries.add(entry(one, row, "unidentified", "Given up after a day. " + problem, now));
      case Answer.Refused(var problem) ->
          entries.add(entry(one, row, "unidentified", problem, now));
    }
  }

  private static String parts(User user) {
    return Person.parts(user).stream()
        .sorted()
        .map(part -> part.name().toLowerCase(Locale.ROOT))
        .collect(joining(", "));
  }

  private Entry entry(Next one, Current row, String what, String detail, Instant at) {
    return new Entry(one.connection(), at, what, row.version(), detail, null, worker);
  }
}
