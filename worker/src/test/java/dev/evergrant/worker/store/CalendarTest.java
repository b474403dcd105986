package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.Calendar.Place;
import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.Picture.Group;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CalendarTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-24");
  private static final Group GLOBEX = new Group("crm-sync", "development", "globex");

  private final Tables tables = Tables.empty();
  private final Calendar calendar = new Calendar(tables.jdbi());

  @Test
  void aDayHoldsWhatEndsFromItsMidnightToTheNextInUtc() {
    // Given
    expiring("globex", "2026-11-24T13:00:01Z");
    expiring("globex", "2026-11-25T00:00:00Z");
    expiring("globex", "2026-11-25T23:59:59.999999Z");
    expiring("globex", "2026-11-26T00:00:00Z");
    expiring("globex", "2026-11-27T00:00:00Z");
    // When
    Picture picture = calendar.picture(Whose.ANYBODYS, 3);
    // Then
    assertThat(picture.dates()).containsExactly(TODAY, TODAY.plusDays(1), TODAY.plusDays(2));
    assertThat(picture.groups()).containsOnlyKeys(GLOBEX);
    assertThat(picture.groups()).containsEntry(GLOBEX, new Counts(0, List.of(1L, 2L, 1L)));
    assertThat(calendar.list(new When.On(TODAY.plusDays(1)), Whose.ANYBODYS, Place.START, 9))
        .extracting(Item::at)
        .containsExactly(
            Instant.parse("2026-11-25T00:00:00Z"), Instant.parse("2026-11-25T23:59:59.999999Z"));
  }

  @Test
  void whatHasEndedOrShouldHaveBeforeTodayStandsApartUntilItIsResolved() {
    // Given
    row("expired", "crm-sync", "globex", "2026-10-01T00:00:00Z");
    row("expired", "crm-sync", "globex", "2026-11-24T12:00:00Z");
    row("resolved", "crm-sync", "globex", "2026-11-24T12:30:00Z");
    expiring("globex", "2026-11-23T12:00:00Z");
    expiring("globex", "2026-11-24T12:00:00Z");
    // When
    Picture picture = calendar.picture(Whose.ANYBODYS, 14);
    // Then
    Counts counts = picture.sum();
    assertThat(counts.ended()).isEqualTo(3);
    assertThat(counts.days().getFirst()).isEqualTo(1);
    assertThat(counts.total()).isEqualTo(4);
    assertThat(calendar.list(new When.Ended(), Whose.ANYBODYS, Place.START, 9))
        .extracting(Item::state)
        .containsExactly("expired", "expiring", "expired");
    assertThat(calendar.list(new When.On(TODAY), Whose.ANYBODYS, Place.START, 9)).hasSize(1);
    assertThat(calendar.list(new When.On(TODAY.minusDays(1)), Whose.ANYBODYS, Place.START, 9))
        .hasSize(1);
  }

  @Test
  void onlyThoseWhoAreAskedForAreShownAndTheUnknownOrganizationHasAName() {
    // Given
    expiring(null, "2026-11-25T00:00:00Z");
    expiring("globex", "2026-11-25T00:00:00Z");
    row("expiring", "other", "globex", "2026-11-25T00:00:00Z");
    Whose unknown = new Whose(null, null, "unknown");
    Whose others = new Whose("other", "development", "globex");
    When day = new When.On(TODAY.plusDays(1));
    // Then
    assertThat(calendar.picture(unknown, 14).groups())
        .containsOnlyKeys(new Group("crm-sync", "development", "unknown"));
    assertThat(calendar.list(day, unknown, Place.START, 9)).hasSize(1);
    assertThat(calendar.picture(others, 14).groups())
        .containsOnlyKeys(new Group("other", "development", "globex"));
    assertThat(calendar.list(day, others, Place.START, 9)).hasSize(1);
    assertThat(calendar.picture(new Whose(null, "production", null), 14).groups()).isEmpty();
  }

  @Test
  void beyondFiveHundredGroupsTheSmallestAreSummedUp() {
    // Given
    tables.execute(
        """
        INSERT INTO reauthorization
          (connection, app, environment, subject, provider, organization, state, reason, at, since)
        SELECT format('crm-sync/development/%s-%s', org, one), 'crm-sync', 'development', 'x',
          'outreach', 'org-' || org, 'expiring', 'development_expired',
          timestamptz '2026-11-25T10:00:00Z', timestamptz '2026-11-18T10:00:00Z'
        FROM generate_series(1, 503) AS org, generate_series(1, CASE WHEN org > 3 THEN 2 ELSE 1 END)
          AS one\
        """);
    // When
    Picture picture = calendar.picture(Whose.ANYBODYS, 14);
    // Then
    assertThat(picture.groups())
        .hasSize(Calendar.MOST_GROUPS)
        .doesNotContainKey(new Group("crm-sync", "development", "org-1"));
    assertThat(picture.otherGroups()).isEqualTo(3);
    assertThat(picture.others().days().get(1)).isEqualTo(3);
    assertThat(picture.sum().total()).isEqualTo(1003);
  }

  @Test
  void aListGoesOnAfterItsLastPlaceAlsoAmongEqualTimes() {
    // Given
    for (int i = 0; i < 7; i++) {
      expiring("globex", i < 5 ? "2026-11-25T10:00:00.123456Z" : "2026-11-25T11:00:00Z");
    }
    When day = new When.On(TODAY.plusDays(1));
    // When
    List<Long> ids = new ArrayList<>();
    Place place = Place.START;
    for (int page = 0; page < 4; page++) {
      for (Item item : calendar.list(day, Whose.ANYBODYS, place, 2)) {
        ids.add(item.id());
        place = Place.parse(item.place().toString());
      }
    }
    // Then
    assertThat(ids).hasSize(7).isSorted().doesNotHaveDuplicates();
    assertThat(calendar.list(day, Whose.ANYBODYS, place, 2)).isEmpty();
  }

  @Test
  void nothingOpenIsAnEmptyPicture() {
    Picture picture = calendar.picture(Whose.ANYBODYS, 14);
    assertThat(picture.groups()).isEmpty();
    assertThat(picture.otherGroups()).isZero();
    assertThat(picture.sum().total()).isZero();
    assertThat(picture.now()).isEqualTo(Tables.NOW);
  }

  @Test
  void whatIsNoDayAndNoPlaceIsRefusedWithASentence() {
    assertThat(When.parse("ended")).isEqualTo(new When.Ended());
    assertThat(When.parse("2026-11-24")).isEqualTo(new When.On(TODAY));
    assertThatThrownBy(() -> When.parse("2026-02-30")).hasMessageContaining("YYYY-MM-DD");
    assertThatThrownBy(() -> Place.parse("yesterday")).hasMessageContaining("link");
    assertThatThrownBy(() -> Place.parse("2026-11-24T12:00:00Z_x")).hasMessageContaining("link");
  }

  private void expiring(@Nullable String organization, String at) {
    row("expiring", "crm-sync", organization, at);
  }

  private void row(String state, String app, @Nullable String organization, String at) {
    tables
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO reauthorization (connection, app, environment, subject, provider,
                      organization, state, reason, at, since)
                    SELECT ? || '/development/user-' || count(*), ?, 'development',
                      'user-' || count(*), 'outreach', ?, ?, 'development_expired',
                      CAST(? AS timestamptz), timestamptz '2026-11-18T10:00:00Z'
                    FROM reauthorization\
                    """,
                    app,
                    app,
                    organization,
                    state,
                    at));
  }
}
