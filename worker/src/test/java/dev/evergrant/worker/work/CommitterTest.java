package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.worker.lifecycle.Samples;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CommitterTest {
  private final Kept kept = new Kept();
  private final Store store = new Store();
  private final List<Result> released = new ArrayList<>();
  private final Committer committer = new Committer(store::commit, released::addAll, kept);

  @Test
  void whatIsThereIsCommittedTogetherAndInOrder() {
    // Given
    List<Result> results = add(20);
    // When
    runToItsEnd();
    // Then
    assertThat(store.batches).containsExactly(results);
    assertThat(released).isEqualTo(results);
  }

  @Test
  void moreThanOneBatchHoldsIsCommittedInSeveral() {
    List<Result> results = add(1_001);
    runToItsEnd();
    assertThat(store.batches).extracting(List::size).containsExactly(500, 500, 1);
    assertThat(store.stored()).isEqualTo(results);
  }

  @Test
  void noResultIsDroppedWhileTheDatabaseIsAway() {
    // Given
    List<Result> results = add(10);
    store.failures.add(new ConnectionException(new SQLException("gone", "08006")));
    store.failures.add(new ConnectionException(new SQLException("no answer from the pool")));
    store.failures.add(refused("57P01"));
    store.failures.add(refused("40001"));
    // When
    runToItsEnd();
    // Then
    assertThat(store.stored()).isEqualTo(results);
    assertThat(released).isEqualTo(results);
    assertThat(store.attempts).isEqualTo(5);
  }

  @ParameterizedTest(name = "SQL state {0}")
  @ValueSource(strings = {"22021", "23505", "23514"})
  void aResultThatTheDatabaseCannotHoldStandsAlone(String state) {
    // Given
    List<Result> results = add(100);
    store.poison.put(results.get(37), refused(state));
    // When
    runToItsEnd();
    // Then
    assertThat(store.stored()).hasSize(99).doesNotContain(results.get(37));
    assertThat(store.stored()).containsExactlyElementsOf(without(results, 37));
    assertThat(released).containsExactlyInAnyOrderElementsOf(results);
  }

  @Test
  void aResultThatMeetsABugOfOursStandsAloneToo() {
    List<Result> results = add(3);
    store.poison.put(results.get(0), new IllegalStateException("a row was not locked"));
    runToItsEnd();
    assertThat(store.stored()).containsExactly(results.get(1), results.get(2));
    assertThat(released).containsExactlyInAnyOrderElementsOf(results);
  }

  @Test
  void theDatabaseMayGoAwayWhileAPoisonedBatchIsHalved() {
    List<Result> results = add(8);
    store.poison.put(results.get(5), refused("22021"));
    store.failureAfterFirst = new ConnectionException(new SQLException("gone", "08006"));
    runToItsEnd();
    assertThat(store.stored()).containsExactlyElementsOf(without(results, 5));
  }

  @Test
  void whatCouldNotBeCommittedAtOnceIsKeptBeforeItIsTriedAgain() {
    // Given
    List<Result> results = add(10);
    store.failures.add(refused("57P01"));
    store.failures.add(refused("57P01"));
    // When
    runToItsEnd();
    // Then
    assertThat(store.keptAtAttempt).containsExactly(0, 10, 10);
    assertThat(kept.results).isEmpty();
    assertThat(released).isEqualTo(results);
  }

  @Test
  void whatFinishesWhileTheDatabaseIsAwayIsKeptToo() throws InterruptedException {
    // Given
    store.failures.add(refused("57P01"));
    store.holdAgain = new CountDownLatch(1);
    add(1);
    Thread thread = Thread.ofPlatform().start(committer);
    assertThat(store.begunAgain.await(10, TimeUnit.SECONDS)).isTrue();
    // When
    add(3);
    // Then
    assertThat(kept.records()).isEqualTo(4);
    store.holdAgain.countDown();
    committer.stop();
    thread.join();
    assertThat(kept.results).isEmpty();
  }

  @Test
  void aCommitThatTakesLongIsKeptThoughItHasNotFailed() throws InterruptedException {
    // Given
    store.hold = new CountDownLatch(1);
    add(1);
    Thread thread = Thread.ofPlatform().start(committer);
    assertThat(store.begun.await(10, TimeUnit.SECONDS)).isTrue();
    List<Result> meanwhile = add(2);
    // Then
    kept.awaitRecords(3);
    assertThat(kept.results).containsAll(meanwhile);
    store.hold.countDown();
    committer.stop();
    thread.join();
    assertThat(kept.results).isEmpty();
  }

  @Test
  void whatTheDatabaseCannotHoldStaysKept() {
    List<Result> results = add(4);
    store.poison.put(results.get(2), refused("22021"));
    runToItsEnd();
    assertThat(kept.results).containsExactly(results.get(2));
  }

  @Test
  void whatIsNotCommittedWhenPatienceEndsIsKept() throws InterruptedException {
    // Given
    for (int i = 0; i < 100; i++) {
      store.failures.add(refused("57P01"));
    }
    List<Result> results = add(2);
    Thread thread = Thread.ofPlatform().start(committer);
    assertThat(store.begun.await(10, TimeUnit.SECONDS)).isTrue();
    // When
    committer.stop();
    thread.interrupt();
    thread.join();
    // Then
    assertThat(kept.results).containsExactlyInAnyOrderElementsOf(results);
    List<Result> late = add(1);
    assertThat(kept.results).containsAll(late);
  }

  @Test
  void whatAnEarlierProcessLeftIsCommittedAndLetGo() throws InterruptedException {
    List<Result> left = IntStream.range(0, 600).mapToObj(CommitterTest::result).toList();
    kept.keep(left);
    store.failures.add(refused("57P01"));
    committer.replay(left);
    assertThat(store.stored()).isEqualTo(left);
    assertThat(released).isEqualTo(left);
    assertThat(kept.results).isEmpty();
  }

  @Test
  void aBugInWhatFollowsACommitDoesNotCommitTwice() throws InterruptedException {
    List<Result> results = add(2);
    Committer other =
        new Committer(
            store::commit,
            _ -> {
              throw new IllegalStateException("a counter failed");
            },
            kept);
    results.forEach(other::add);
    Thread thread = Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).start(other);
    thread.join();
    assertThat(store.batches).containsExactly(results);
  }

  @Test
  void whatFinishesWhileACommitIsUnderWayMakesUpTheNext() throws InterruptedException {
    // Given
    store.hold = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().start(committer);
    List<Result> first = add(1);
    assertThat(store.begun.await(10, TimeUnit.SECONDS)).isTrue();
    // When
    List<Result> meanwhile = add(50);
    store.hold.countDown();
    committer.stop();
    thread.join();
    // Then
    assertThat(store.batches).containsExactly(first, meanwhile);
  }

  private List<Result> add(int count) {
    List<Result> results = IntStream.range(0, count).mapToObj(CommitterTest::result).toList();
    results.forEach(committer::add);
    return results;
  }

  private void runToItsEnd() {
    committer.stop();
    committer.run();
  }

  private static Result result(int user) {
    return Batch.result(
        Samples.refresh(
            Samples.firstClaim(),
            new ConnectionId("crm-sync", "production", "user-" + user),
            "acme",
            null),
        Samples.issued());
  }

  private static List<Result> without(List<Result> results, int index) {
    List<Result> others = new ArrayList<>(results);
    others.remove(index);
    return others;
  }

  private static RuntimeException refused(String state) {
    return new UnableToExecuteStatementException(new SQLException("refused", state), null);
  }

  /** Remembers what is in it. */
  private static final class Kept implements Safekeeping {
    private final Set<Result> results = new LinkedHashSet<>();

    @Override
    public synchronized void keep(Collection<Result> more) {
      results.addAll(more);
      notifyAll();
    }

    synchronized void awaitRecords(int count) throws InterruptedException {
      while (results.size() < count) {
        wait();
      }
    }

    @Override
    public synchronized void settle(Collection<Result> committed) {
      results.removeAll(committed);
    }

    @Override
    public synchronized int records() {
      return results.size();
    }
  }

  /** Stores whole batches or nothing, as a transaction does; fails as it is told to. */
  private final class Store {
    private final List<Integer> keptAtAttempt = new ArrayList<>();
    private final CountDownLatch begunAgain = new CountDownLatch(1);
    private CountDownLatch holdAgain = new CountDownLatch(0);
    private final List<List<Result>> batches = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final Map<Result, RuntimeException> poison = new HashMap<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private CountDownLatch hold = new CountDownLatch(0);
    private @Nullable RuntimeException failureAfterFirst;
    private int attempts;

    void commit(List<Result> batch) {
      attempts++;
      keptAtAttempt.add(kept.records());
      begun.countDown();
      await(hold);
      if (attempts > 1) {
        begunAgain.countDown();
        await(holdAgain);
      }
      if (!failures.isEmpty()) {
        throw failures.removeFirst();
      }
      RuntimeException once = failureAfterFirst;
      if (attempts > 1 && once != null) {
        failureAfterFirst = null;
        throw once;
      }
      for (Result result : batch) {
        RuntimeException problem = poison.get(result);
        if (problem != null) {
          throw problem;
        }
      }
      batches.add(List.copyOf(batch));
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    List<Result> stored() {
      return batches.stream().flatMap(List::stream).toList();
    }
  }
}
