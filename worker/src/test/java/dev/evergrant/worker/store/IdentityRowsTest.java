package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.User;
import dev.evergrant.worker.lifecycle.Connection;
import dev.evergrant.worker.lifecycle.Person;
import dev.evergrant.worker.lifecycle.Person.Part;
import dev.evergrant.worker.lifecycle.Reason;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.lifecycle.Secret;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentityRowsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant DUE = NOW.plus(Duration.ofMinutes(20));
  private static final Instant FLOOR = NOW.plus(Duration.ofMinutes(50));
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Person LEARNT =
      new Person(
          new User("1042", "user42@acme.example", "globex"), Set.of(Part.EMAIL, Part.ORGANIZATION));

  private final Tables tables = Tables.empty();
  private final ConnectionId id = Tables.connection("user-1");

  @Test
  void aDueOneIsClaimedOnceUntilItsLeaseEnds() {
    consented(NOW);
    assertThat(claim())
        .singleElement()
        .isEqualTo(new IdentityRows.Due(id, 1, Samples.CONSENTED, 0, new Secret("access-user-1")));
    assertThat(claim()).isEmpty();
    tables.at(NOW.plus(LEASE));
    assertThat(claim()).hasSize(1);
  }

  @Test
  void whatIsDueLaterOrNeverOrElsewhereIsNotClaimed() {
    consented(NOW.plusSeconds(1));
    tables.connect("never", DUE, FLOOR);
    assertThat(claim()).isEmpty();
    tables.at(NOW.plusSeconds(1));
    assertThat(tables.identities.claim(tables.jdbi(), Tables.credentials("development"), LEASE, 10))
        .isEmpty();
  }

  @Test
  void nobodyIsAskedWithATokenThatHasExpiredOrDoesNotOpen() {
    consented(NOW);
    ConnectionId damaged = Tables.connection("user-2");
    tables.put(consent(Tables.active(damaged, 1, DUE, FLOOR), NOW));
    tables.execute("UPDATE connection SET access_token = 'x' WHERE connection = '" + damaged + "'");
    assertThat(claim())
        .extracting(IdentityRows.Due::accessToken)
        .containsExactlyInAnyOrder(new Secret("access-user-1"), null);
    tables.at(FLOOR.plusSeconds(61));
    assertThat(claim()).hasSize(2).allMatch(due -> due.accessToken() == null);
  }

  @Test
  void whatWasLearntStandsBesideTheTokensAndTouchesNothingOfThem() {
    // Given
    consented(NOW);
    assertThat(tables.claimRefreshes(1)).isEmpty();
    var asked = claim();
    tables.at(DUE);
    assertThat(tables.claimRefreshes(1)).hasSize(1);
    var before = withoutThePerson(id);
    // When
    write(asked, new IdentityRows.Next(id, LEARNT, true, Duration.ofDays(7), 0));
    // Then
    assertThat(withoutThePerson(id)).isEqualTo(before);
    assertThat(tables.row(id))
        .containsEntry("organization", "globex")
        .containsEntry("identity_learnt", "email organization")
        .containsEntry("identity_failures", 0)
        .containsEntry("identified_at", Timestamp.from(DUE))
        .containsEntry("identity_due_at", Timestamp.from(DUE.plus(Duration.ofDays(7))));
    assertThat(lock()).containsExactly(new IdentityRows.Current(id, Samples.CONSENTED, 1, LEARNT));
  }

  @Test
  void aRefreshLeavesWhatWasLearntAndWhenToAskAgain() {
    consented(NOW);
    write(claim(), new IdentityRows.Next(id, LEARNT, false, Duration.ofMinutes(9), 3));
    var before = thePerson();
    tables.put(new ConnectionRows.Next(active(2, LEARNT.user()), null, null, NOW));
    assertThat(thePerson()).isEqualTo(before);
    assertThat(tables.row(id)).containsEntry("version", 2L);
  }

  @Test
  void aRefreshHasSomebodyAskedAboutWhoNeverWas() {
    tables.connect("user-1", DUE, FLOOR);
    tables.put(new ConnectionRows.Next(active(2, User.UNKNOWN), null, null, NOW));
    assertThat(claim()).hasSize(1);
  }

  @Test
  void aRefreshDoesNotHaveSomebodyAskedAboutWhoWasGivenUpOn() {
    consented(NOW);
    write(claim(), new IdentityRows.Next(id, LEARNT, true, null, 0));
    tables.put(new ConnectionRows.Next(active(2, User.UNKNOWN), null, null, NOW));
    assertThat(claim()).isEmpty();
  }

  @Test
  void aNewConsentBeginsAnew() {
    consented(NOW);
    write(claim(), new IdentityRows.Next(id, LEARNT, true, null, 5));
    tables.put(
        new ConnectionRows.Next(
            active(2, LEARNT.user()), null, Set.of(Part.ID, Part.EMAIL, Part.ORGANIZATION), NOW));
    assertThat(tables.row(id))
        .containsEntry("identity_failures", 0)
        .containsEntry("identified_at", null)
        .containsEntry("identity_learnt", "id email organization");
    assertThat(claim()).hasSize(1);
  }

  @Test
  void nobodyIsAskedAboutARevokedConnectionAndNoAnswerIsWrittenToIt() {
    consented(NOW);
    tables.put(
        new Connection.Revoked(id, 2, Samples.consentOf("acme"), Reason.USER_DISCONNECTED, NOW));
    assertThat(tables.row(id)).containsEntry("identity_due_at", null);
    assertThat(lock()).isEmpty();
  }

  @Test
  void anAnswerAboutAnEarlierConsentIsKnownAsSuch() {
    consented(NOW);
    var asked = claim();
    tables.execute("UPDATE connection SET authorized_at = authorized_at + interval '1 second'");
    assertThat(lock()).singleElement().matches(row -> !row.isOf(asked.getFirst()));
  }

  private void consented(Instant identityDueAt) {
    tables.put(consent(Tables.active(id, 1, DUE, FLOOR), identityDueAt));
  }

  private static ConnectionRows.Next consent(Connection.Active active, Instant identityDueAt) {
    return new ConnectionRows.Next(active, null, Set.of(), identityDueAt);
  }

  private Connection.Active active(long version, User user) {
    var active = Tables.active(id, version, DUE, FLOOR);
    return new Connection.Active(id, version, active.consent().of(user), active.tokens());
  }

  private List<IdentityRows.Due> claim() {
    return tables.identities.claim(tables.jdbi(), Tables.credentials("production"), LEASE, 10);
  }

  private void write(List<IdentityRows.Due> asked, IdentityRows.Next next) {
    assertThat(lock()).singleElement().matches(row -> row.isOf(asked.getFirst()));
    tables.jdbi().useTransaction(handle -> tables.identities.put(handle, List.of(next)));
  }

  private List<IdentityRows.Current> lock() {
    return tables.jdbi().inTransaction(handle -> tables.identities.lock(handle, List.of(id)));
  }

  private Map<String, @Nullable Object> thePerson() {
    Map<String, @Nullable Object> row = new HashMap<>(tables.row(id));
    row.keySet().removeIf(column -> !isOfThePerson(column));
    return row;
  }

  private Map<String, @Nullable Object> withoutThePerson(ConnectionId connection) {
    Map<String, @Nullable Object> row = new HashMap<>(tables.row(connection));
    row.keySet().removeIf(IdentityRowsTest::isOfThePerson);
    return row;
  }

  private static boolean isOfThePerson(String column) {
    return column.startsWith("identi")
        || column.startsWith("user_")
        || column.equals("organization");
  }
}
