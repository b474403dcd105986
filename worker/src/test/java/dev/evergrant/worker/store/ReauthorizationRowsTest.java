package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Consent;
import dev.evergrant.worker.lifecycle.Horizon;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.store.ReauthorizationRows.Group;
import dev.evergrant.worker.store.ReauthorizationRows.Known;
import dev.evergrant.worker.store.ReauthorizationRows.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReauthorizationRowsTest {
  private static final ConnectionId ID = new ConnectionId("crm-sync", "development", "user-1");
  private static final Instant END = Tables.NOW.plus(Duration.ofHours(10));
  private static final Duration REMIND = Duration.ofHours(3);
  private static final String ROWS =
      """
      SELECT coalesce(string_agg(concat_ws(' ', state, reason, told, CASE WHEN due_at IS NULL THEN 'silent'
        WHEN due_at <= evergrant_now() THEN 'due' ELSE 'later' END), ', ' ORDER BY id), 'none')
      FROM reauthorization\
      """;

  private final Tables tables = Tables.empty();
  private final ReauthorizationRows rows = new ReauthorizationRows();

  /** A row as it is before, whether people have heard of it, what happens, and the rows after. */
  @ParameterizedTest(name = "{0}, heard {1}, then {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none     | false | foretold   | expiring development_expired 0 later
          none     | false | ended      | expired development_expired 0 due
          none     | false | settled    | none
          none     | false | told       | none
          expiring | false | foretold   | expiring development_expired 0 later
          expiring | false | ended      | expired development_expired 0 due
          expiring | false | settled    | none
          expiring | false | told       | expiring development_expired 1 later
          expiring | true  | foretold   | expiring development_expired 0 later
          expiring | true  | ended      | expired development_expired 0 due
          expiring | true  | settled    | resolved reauthorized 0 due
          expiring | true  | told       | expiring development_expired 1 later
          expired  | false | foretold   | expiring development_expired 0 later
          expired  | false | ended      | expired development_expired 0 due
          expired  | false | settled    | none
          expired  | false | told       | expired development_expired 1 later
          expired  | true  | foretold   | expiring development_expired 0 later
          expired  | true  | ended      | expired development_expired 0 due
          expired  | true  | settled    | resolved reauthorized 0 due
          expired  | true  | told       | expired development_expired 1 later
          resolved | true  | foretold   | resolved reauthorized 0 due, expiring development_expired 0 later
          resolved | true  | ended      | resolved reauthorized 0 due, expired development_expired 0 due
          resolved | true  | settled    | resolved reauthorized 0 due
          resolved | true  | told       | none
          """)
  void whatBecomesOfARow(String state, boolean heard, String event, String after) {
    // Given
    switch (state) {
      case "expiring" -> open(known(ID, false, Tables.NOW));
      case "expired" -> open(known(ID, true, Tables.NOW));
      case "resolved" -> {
        open(known(ID, true, Tables.NOW));
        tell();
        settle();
      }
      default -> assertThat(state).isEqualTo("none");
    }
    if (heard && !state.equals("resolved")) {
      tell();
    }
    // When
    switch (event) {
      case "foretold" -> open(known(ID, false, END.minusSeconds(1)));
      case "ended" -> open(known(ID, true, Tables.NOW));
      case "settled" -> settle();
      default -> tell();
    }
    // Then
    assertThat(all()).isEqualTo(after);
  }

  @ParameterizedTest(name = "{0}, {1} reminders, {2} hours before its end: told {3}")
  @CsvSource(
      textBlock =
          """
          expired,  0, 0,  1
          expired,  2, 0,  3
          expiring, 2, 10, 3
          expiring, 2, 7,  3
          expiring, 9, 10, 4
          expiring, 9, 4,  2
          expiring, 9, 3,  1
          expiring, 9, 0,  1
          """)
  void remindersHaveALimitAndEndWithTheTimeThatTheyAreAbout(
      String state, int reminders, int hoursLeft, int told) {
    Instant end = Tables.NOW.plus(Duration.ofHours(hoursLeft));
    open(
        new Known(
            ID,
            consent("globex"),
            state.equals("expired"),
            new Horizon.End(end, Reason.DEVELOPMENT_EXPIRED),
            Tables.NOW));
    int times = 0;
    for (int hour = 0; hour <= 30; hour++) {
      tables.at(Tables.NOW.plus(Duration.ofHours(hour)));
      times += take("batch-" + hour, group(state, "globex"), reminders);
    }
    assertThat(times).isEqualTo(told);
  }

  @Test
  void aBatchIsReadInPartsInTheOrderOfArrival() {
    // Given
    List<ConnectionId> ids =
        IntStream.range(0, 7)
            .mapToObj(i -> new ConnectionId("crm-sync", "development", "u" + i))
            .toList();
    open(ids.stream().map(id -> known(id, true, Tables.NOW)).toArray(Known[]::new));
    assertThat(take("batch-1", group("expired", "globex"), 3)).isEqualTo(7);
    // When
    List<Named> first = part("batch-1", 0);
    List<Named> second = part("batch-1", first.getLast().id());
    List<Named> third = part("batch-1", second.getLast().id());
    // Then
    assertThat(List.of(first, second, third)).extracting(List::size).containsExactly(3, 3, 1);
    assertThat(third.getFirst())
        .isEqualTo(
            new Named(
                third.getFirst().id(),
                "crm-sync/development/u6",
                "u6",
                consent("globex").user(),
                "development_expired",
                END,
                0));
    assertThat(part("batch-1", third.getLast().id())).isEmpty();
    assertThat(part("another", 0)).isEmpty();
  }

  @Test
  void groupsAreOfWhatIsDueAndWhatIsSettledComesFirst() {
    // Given
    ConnectionId other = new ConnectionId("crm-sync", "development", "user-2");
    open(known(ID, true, Tables.NOW));
    tell();
    settle();
    open(known(ID, true, Tables.NOW), known(other, false, Tables.NOW));
    open(known(new ConnectionId("crm-sync", "development", "user-3"), false, END));
    // When
    List<Group> groups = rows.dueGroups(tables.jdbi());
    // Then
    assertThat(groups)
        .containsExactly(
            group("resolved", "globex"), group("expiring", "globex"), group("expired", "globex"));
  }

  @Test
  void anUnknownOrganizationIsAGroupOfItsOwn() {
    Known unknown =
        new Known(
            ID, consent(null), true, new Horizon.End(END, Reason.DEVELOPMENT_EXPIRED), Tables.NOW);
    open(unknown, known(new ConnectionId("crm-sync", "development", "user-2"), true, Tables.NOW));
    assertThat(take("batch-1", group("expired", null), 3)).isEqualTo(1);
    assertThat(part("batch-1", 0)).extracting(Named::connection).containsExactly(ID.toString());
  }

  @Test
  void whatSomebodyIsChangingIsLeftForTheNextBatch() {
    ConnectionId other = new ConnectionId("crm-sync", "development", "user-2");
    open(known(ID, true, Tables.NOW), known(other, true, Tables.NOW));
    try (var busy = tables.jdbi().open()) {
      busy.begin();
      rows.resolve(busy, List.of(ID), "reauthorized");
      assertThat(take("batch-1", group("expired", "globex"), 3)).isEqualTo(1);
      busy.rollback();
    }
    assertThat(take("batch-2", group("expired", "globex"), 3)).isEqualTo(1);
    assertThat(part("batch-2", 0)).extracting(Named::connection).containsExactly(ID.toString());
  }

  @ParameterizedTest(name = "ahead {0}: due after {1}")
  @CsvSource({"PT1H, PT9H", "PT3H, PT7H", "PT24H, PT4H30M"})
  void aChangeOfHowLongAheadIsFollowed(Duration ahead, Duration due) {
    // Given
    open(known(ID, false, Tables.NOW));
    // When
    rows.reschedule(tables.jdbi(), ahead);
    // Then
    assertThat(due()).isEqualTo(Tables.NOW.plus(due));
    // When it has been told already
    tables.at(END);
    tell();
    rows.reschedule(tables.jdbi(), Duration.ofMinutes(1));
    // Then
    assertThat(due()).isNull();
  }

  private String all() {
    return tables.jdbi().withHandle(handle -> handle.createQuery(ROWS).mapTo(String.class).one());
  }

  private @Nullable Instant due() {
    return tables
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT due_at FROM reauthorization")
                    .mapTo(Instant.class)
                    .findOne()
                    .orElse(null));
  }

  private void open(Known... known) {
    tables.jdbi().useTransaction(handle -> rows.open(handle, List.of(known)));
  }

  private void settle() {
    tables.jdbi().useTransaction(handle -> rows.resolve(handle, List.of(ID), "reauthorized"));
  }

  /** Makes a batch of each group that is due. */
  private void tell() {
    for (Group group : rows.dueGroups(tables.jdbi())) {
      String batch = "of-" + group.state();
      var _ = take(batch, group, 3);
      if (group.state().equals("resolved")) {
        tables.jdbi().useTransaction(handle -> rows.forget(handle, batch));
      }
    }
  }

  private int take(String batch, Group group, int reminders) {
    return tables
        .jdbi()
        .inTransaction(handle -> rows.take(handle, group, batch, REMIND, reminders));
  }

  private List<Named> part(String batch, long after) {
    return tables.jdbi().withHandle(handle -> rows.part(handle, batch, after, 3));
  }

  private static Group group(String state, @Nullable String organization) {
    return new Group(state, "crm-sync", "development", "outreach", organization);
  }

  private static Known known(ConnectionId id, boolean expired, Instant tellAt) {
    return new Known(
        id, consent("globex"), expired, new Horizon.End(END, Reason.DEVELOPMENT_EXPIRED), tellAt);
  }

  private static Consent consent(@Nullable String organization) {
    return new Consent(
        "outreach",
        new User("1042", "user42@globex.example", organization),
        null,
        Tables.NOW.minus(Duration.ofHours(1)));
  }
}
