package dev.evergrant.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which offsets are committed, and when, told by Kafka's own consumer for tests. */
class IntakeTest {
  private static final TopicPartition ONE = new TopicPartition(Topics.AUTHORIZATIONS, 0);
  private static final TopicPartition OTHER = new TopicPartition(Topics.AUTHORIZATIONS, 1);

  private final Broker broker = new Broker();
  private final List<Long> takenIn = new ArrayList<>();
  private final Deque<RuntimeException> problems = new ArrayDeque<>();
  private final Intake intake = new Intake(broker, this::take, new SimpleMeterRegistry());

  @Test
  void whatIsTakenInIsCommitted() {
    broker.then(() -> broker.bring(ONE, 0));
    run();
    assertThat(broker.committed()).containsExactly(Map.of(ONE, 1L));
  }

  @Test
  void aCommitThatFailedIsTriedAgainThoughNothingMoreComes() {
    broker.then(() -> broker.bring(ONE, 0));
    broker.failures = 2;
    broker.then(() -> {});
    broker.then(() -> {});
    broker.then(() -> {});
    run();
    assertThat(broker.committed()).containsExactly(Map.of(ONE, 1L));
  }

  @Test
  void aCommitThatFailedIsTriedAgainWithTheNextOneOfAnotherPartition() {
    broker.then(() -> broker.bring(ONE, 0));
    broker.failures = 1;
    broker.then(() -> broker.bring(OTHER, 0));
    run();
    assertThat(broker.committed()).containsExactly(Map.of(ONE, 1L, OTHER, 1L));
  }

  @Test
  void theLastCommitIsTriedAgainBeforeTheEnd() {
    broker.then(() -> broker.bring(ONE, 0));
    broker.failures = 1;
    run();
    assertThat(broker.committed()).containsExactly(Map.of(ONE, 1L));
  }

  @Test
  void whatTheDatabaseDidNotConfirmIsNotCommittedAndComesAgain() {
    problems.add(new ConnectionException(new IllegalStateException("away")));
    problems.add(new IllegalStateException("a bug"));
    broker.then(() -> broker.bring(ONE, 0));
    broker.then(() -> assertThat(broker.committed()).isEmpty());
    broker.then(() -> broker.bring(ONE, 0));
    broker.then(() -> assertThat(broker.committed()).isEmpty());
    broker.then(() -> broker.bring(ONE, 0));
    run();
    assertThat(takenIn).containsExactly(0L, 0L, 0L);
    assertThat(broker.committed()).containsExactly(Map.of(ONE, 1L));
  }

  @Test
  void aPartitionThatWasTakenAwayIsNotCommittedAnyMore() {
    broker.then(() -> broker.bring(ONE, 0));
    broker.failures = 1;
    broker.then(() -> broker.rebalance(List.of(OTHER)));
    broker.then(() -> broker.bring(OTHER, 0));
    run();
    assertThat(broker.committed()).containsExactly(Map.of(OTHER, 1L));
  }

  private void take(List<ConsumerRecord<String, byte[]>> records) {
    records.forEach(record -> takenIn.add(record.offset()));
    RuntimeException problem = problems.poll();
    if (problem != null) {
      throw problem;
    }
  }

  private void run() {
    broker.schedulePollTask(intake::stop);
    intake.run();
  }

  /** One poll after the other; some commits fail first. */
  private static final class Broker extends MockConsumer<String, byte[]> {
    private final List<Map<TopicPartition, Long>> committed = new ArrayList<>();
    private int failures;

    Broker() {
      super("earliest");
      updateBeginningOffsets(Map.of(ONE, 0L, OTHER, 0L));
      updateEndOffsets(Map.of(ONE, 0L, OTHER, 0L));
      schedulePollTask(() -> rebalance(List.of(ONE, OTHER)));
    }

    void then(Runnable poll) {
      schedulePollTask(poll);
    }

    void bring(TopicPartition partition, long offset) {
      addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, "key", new byte[0]));
    }

    List<Map<TopicPartition, Long>> committed() {
      return committed;
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
      @Nullable Exception problem =
          failures-- > 0 ? new RetriableCommitFailedException("the coordinator moves") : null;
      if (problem == null) {
        Map<TopicPartition, Long> plain = new HashMap<>();
        offsets.forEach((partition, offset) -> plain.put(partition, offset.offset()));
        committed.add(plain);
      }
      if (callback != null) {
        callback.onComplete(offsets, problem);
      }
    }
  }
}
