package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollCallTest {
  private static final int ONE = 7;
  private static final int OTHER = 8;

  private final RollCall rollCall = new RollCall();

  @Test
  void aWorkerWithoutItsLockIsGoneAtTheThirdLook() {
    assertThat(rollCall.look(Map.of(ONE, true))).isEmpty();
    assertThat(looksUntilItIsGone()).isEqualTo(3);
  }

  @Test
  void whoeverStartsTrustsThatTheOthersHadTimeForTheirs() {
    assertThat(looksUntilItIsGone()).isEqualTo(3);
  }

  @Test
  void oneThatComesBackInBetweenIsCountedAnew() {
    // Given
    rollCall.look(Map.of(ONE, false));
    rollCall.look(Map.of(ONE, false));
    // When
    rollCall.look(Map.of(ONE, true));
    // Then
    assertThat(looksUntilItIsGone()).isEqualTo(3);
  }

  @Test
  void whoeverWasCutOffGivesTheOthersFourTimesAsLong() {
    // Given
    rollCall.look(Map.of(ONE, true));
    // When
    rollCall.afterCut();
    // Then
    assertThat(looksUntilItIsGone()).isEqualTo(12);
  }

  @Test
  void oneThatWasSeenSinceTheCutIsGoneAsSoonAsEver() {
    // Given
    rollCall.afterCut();
    // When
    rollCall.look(Map.of(ONE, true));
    // Then
    assertThat(looksUntilItIsGone()).isEqualTo(3);
  }

  @Test
  void oneThatWasSeenIsWaitedForAgainAfterTheNextCut() {
    // Given
    rollCall.afterCut();
    rollCall.look(Map.of(ONE, true));
    // When
    rollCall.afterCut();
    // Then
    assertThat(looksUntilItIsGone()).isEqualTo(12);
  }

  @Test
  void missingOnesAreCountedOneByOne() {
    // Given
    rollCall.look(Map.of(ONE, true, OTHER, true));
    rollCall.look(Map.of(ONE, false, OTHER, true));
    // When
    rollCall.look(Map.of(ONE, false, OTHER, false));
    // Then
    assertThat(rollCall.look(Map.of(ONE, false, OTHER, false))).containsExactly(ONE);
    assertThat(rollCall.look(Map.of(OTHER, false))).containsExactly(OTHER);
  }

  @Test
  void oneThatWasRescuedIsForgotten() {
    // Given
    rollCall.look(Map.of(ONE, true));
    rollCall.look(Map.of(ONE, false));
    rollCall.look(Map.of(ONE, false));
    // When
    rollCall.look(Map.of());
    // Then
    assertThat(looksUntilItIsGone()).isEqualTo(3);
  }

  private int looksUntilItIsGone() {
    for (int looks = 1; ; looks++) {
      if (rollCall.look(Map.of(ONE, false)).equals(List.of(ONE))) {
        return looks;
      }
    }
  }
}
