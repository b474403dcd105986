package dev.evergrant.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private final Board board = new Board("demo", 2, 3);

  @Test
  void anOlderVersionChangesNothing() {
    board.update(update("user-1", 2));
    board.update(update("user-1", 1));
    assertThat(board.snapshot(NOON).connections())
        .extracting(ConnectionLine::version)
        .containsExactly(2L);
  }

  @Test
  void anErasedConnectionIsGone() {
    board.update(update("user-1", 1));
    board.erase("crm-sync/production/user-1");
    assertThat(board.snapshot(NOON).connections()).isEmpty();
    assertThat(board.newest("crm-sync/production/user-1")).isEmpty();
  }

  @Test
  void theConnectionsThatChangedLastAreKeptInTheOrderOfTheirIds() {
    board.update(update("user-3", 1));
    board.update(update("user-2", 1));
    board.update(update("user-3", 2));
    board.update(update("user-1", 1));
    assertThat(board.snapshot(NOON).connections())
        .extracting(ConnectionLine::subject)
        .containsExactly("user-1", "user-3");
    assertThat(board.snapshot(NOON).more()).isTrue();
  }

  @Test
  void eventsAreShownNewestFirstInWhateverOrderTheyArrive() {
    for (int second : new int[] {3, 1, 4, 2}) {
      board.add(
          new EventLine("" + second, NOON.plusSeconds(second), "token.issued", false, null, ""));
    }
    assertThat(board.snapshot(NOON).events())
        .extracting(EventLine::id)
        .containsExactly("4", "3", "2");
  }

  @Test
  void aConnectionShowsItsLastAlertAndIsAskedForUntilThatIsResolved() {
    // Given
    board.update(update("user-1", 1));
    board.update(update("user-2", 1));
    // When
    board.alert("crm-sync/production/user-1", alert("expiring"));
    board.alert("crm-sync/production/user-2", alert("expiring"));
    board.alert("crm-sync/production/user-1", alert("expired"));
    // Then
    assertThat(board.snapshot(NOON).connections())
        .extracting(ConnectionLine::alert)
        .containsExactly(alert("expired"), alert("expiring"));
    assertThat(board.asked("production", 5)).containsExactly("user-1", "user-2");
    assertThat(board.asked("development", 5)).isEmpty();
    // When
    board.alert("crm-sync/production/user-1", alert("resolved"));
    board.erase("crm-sync/production/user-2");
    // Then
    assertThat(board.asked("production", 5)).isEmpty();
  }

  @Test
  void alertsAboutTooManyConnectionsDoNotPileUp() {
    for (int user = 0; user < 10; user++) {
      board.alert("crm-sync/production/user-" + user, alert("expired"));
    }
    board.update(update("user-9", 1));
    board.update(update("user-0", 1));
    assertThat(board.asked("production", 5)).containsExactly("user-9");
  }

  private static AlertLine alert(String kind) {
    return new AlertLine(kind, NOON, "Look here.", null);
  }

  @Test
  void noAccessTokenIsShownOnlyThatThereIsOne() {
    board.update(update("user-1", 1));
    assertThat(board.snapshot(NOON).toString()).contains("readable=true").doesNotContain("sealed");
  }

  private static TokenUpdate update(String subject, long version) {
    return new TokenUpdate(
        new ConnectionId("crm-sync", "production", subject).toString(),
        "crm-sync",
        "production",
        subject,
        "outreach",
        "active",
        version,
        null,
        "users.read",
        "Bearer",
        NOON,
        NOON.plusSeconds(7200),
        null,
        Map.of("demo", "sealed"));
  }
}
