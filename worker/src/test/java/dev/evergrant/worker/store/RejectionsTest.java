package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a connection is asked about whose access token somebody reports as rejected. */
class RejectionsTest {
  private static final Instant NOW = Tables.NOW;
  private static final Instant LATER = NOW.plusSeconds(20);
  private static final Instant FAR = NOW.plus(Duration.ofHours(1));

  private final Tables tables = Tables.empty();

  @Test
  void itIsDueAtOnce() {
    ConnectionId id = tables.connect("user-1", LATER, FAR);
    report(id);
    assertThat(tables.claimRefreshes(1)).hasSize(1);
  }

  /** The provider may be about to act on the attempt whose answer was lost. */
  @Test
  void whereAnAnswerWasLostItWaitsForItsTimeAllTheSame() {
    // Given
    ConnectionId id = tables.connect("user-1", NOW.minusSeconds(1), FAR);
    Due.Refresh due = tables.claimRefreshes(1).getFirst();
    var later = new Decision.Later(LATER, true, 1, "No answer within 10000 ms.");
    tables
        .jdbi()
        .useHandle(
            handle -> PostponedRefresh.giveBack(handle, List.of(new PostponedRefresh(due, later))));
    // When
    report(id);
    // Then
    assertThat(tables.claimRefreshes(1)).isEmpty();
    tables.at(LATER);
    assertThat(tables.claimRefreshes(1)).hasSize(1);
  }

  private void report(ConnectionId id) {
    tables
        .jdbi()
        .useTransaction(
            handle ->
                new Rejections(tables.connections)
                    .reject(handle, List.of(new Rejections.Rejected(id, 1, Duration.ZERO))));
  }
}
