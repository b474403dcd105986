package dev.evergrant.contracts.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final TopicPartition FIRST = new TopicPartition("updates", 0);
  private static final TopicPartition SECOND = new TopicPartition("updates", 1);
  private static final Duration LAST = Duration.ofHours(12);
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private static Progress progress(long firstEnd, long secondEnd) {
    return new Progress(
        LAST, Map.of(FIRST, 0L, SECOND, 3L), Map.of(FIRST, firstEnd, SECOND, secondEnd), NOON);
  }

  @Test
  void anEmptyTopicIsReadAtOnce() {
    assertThat(progress(0, 3).hasArrived()).isTrue();
  }

  @Test
  void allPartitionsHaveToBeReadToTheirEnds() {
    Progress progress = progress(10, 5);
    progress.reached(FIRST, 10);
    assertThat(progress.hasArrived()).isFalse();
    progress.reached(SECOND, 4);
    assertThat(progress.hasArrived()).isFalse();
    progress.reached(SECOND, 6);
    assertThat(progress.hasArrived()).isTrue();
  }

  @Test
  void newEndsDoNotPutTheArrivalOff() {
    Progress progress = progress(10, 3);
    progress.ask(Map.of(FIRST, 1_000L, SECOND, 3L), NOON.plusSeconds(30));
    progress.reached(FIRST, 10);
    assertThat(progress.hasArrived()).isTrue();
  }

  @Test
  void aTopicThatLostItsNewestRecordsIsReadToWhereItEndsNow() {
    Progress progress = progress(10, 3);
    progress.reached(FIRST, 8);
    progress.ask(Map.of(FIRST, 8L, SECOND, 3L), NOON.plusSeconds(30));
    assertThat(progress.hasArrived()).isTrue();
  }

  @Test
  void whoeverWasCompleteAShortWhileAgoHasMissedNothing() {
    Progress progress = progress(0, 3);
    progress.ask(Map.of(FIRST, 4L, SECOND, 3L), NOON.plusSeconds(30));
    progress.reached(FIRST, 4);
    assertThat(progress.hasArrived()).isTrue();
    assertThat(progress.mayHaveMissed(NOON.plus(LAST).plusSeconds(30))).isFalse();
    assertThat(progress.mayHaveMissed(NOON.plus(LAST).plusSeconds(31))).isTrue();
  }

  @Test
  void beingOnTheWayIsNotBeingComplete() {
    Progress progress = progress(0, 3);
    progress.ask(Map.of(FIRST, 4L, SECOND, 3L), NOON.plusSeconds(30));
    progress.reached(FIRST, 3);
    assertThat(progress.hasArrived()).isFalse();
    assertThat(progress.mayHaveMissed(NOON.plus(LAST).plusSeconds(1))).isTrue();
  }
}
