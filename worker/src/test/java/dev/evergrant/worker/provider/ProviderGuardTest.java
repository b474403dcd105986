package dev.evergrant.worker.provider;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evergrant.worker.lifecycle.Profile.Limits;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Reply.InDoubt;
import dev.evergrant.worker.lifecycle.Reply.Issued;
import dev.evergrant.worker.lifecycle.Reply.Misconfigured;
import dev.evergrant.worker.lifecycle.Reply.Refused;
import dev.evergrant.worker.lifecycle.Reply.Throttled;
import dev.evergrant.worker.lifecycle.Reply.Unavailable;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.lifecycle.TokenReply;
import dev.evergrant.worker.provider.TokenEndpoint.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderGuardTest {

  private static final Reply ISSUED =
      new Issued(new TokenReply(new Secret("at"), null, "Bearer", null, null));
  private static final Reply IN_DOUBT = new InDoubt("silence", false);
  private static final Reply UNAVAILABLE = new Unavailable("refused");

  private final AtomicLong nanos = new AtomicLong();
  private final ProviderGuard guard = guard(1_000, 64);

  private ProviderGuard guard(int ratePerSecond, int concurrent) {
    var limits = new Limits(ratePerSecond, concurrent, Duration.ofSeconds(10));
    return new ProviderGuard("crm-sync/production", limits, nanos::get);
  }

  /** Counts its calls, and gives the replies one after another, the last one for ever. */
  private static final class Replies implements Supplier<Answer> {
    private final Queue<Reply> replies;
    private int calls;

    Replies(Reply... replies) {
      this.replies = new ArrayDeque<>(List.of(replies));
    }

    @Override
    public Answer get() {
      calls++;
      return new Answer(replies.size() > 1 ? replies.remove() : replies.element(), 0);
    }
  }

  @Test
  void noMoreCallsAreAdmittedThanMayBeUnderWay() {
    assertThat(guard.admit(100)).isEqualTo(64);
    assertThat(guard.admit(1)).isZero();
    guard.ask(new Replies(ISSUED));
    assertThat(guard.admit(10)).isEqualTo(1);
  }

  @Test
  void unusedRoomComesBack() {
    guard.admit(64);
    guard.giveBack(60);
    assertThat(guard.availableCalls()).isEqualTo(60);
    pass(Duration.ofMillis(100));
    assertThat(guard.admit(100)).isEqualTo(60);
  }

  @Test
  void theRateIsGrantedInPartsAndDenialCostsNoRoom() {
    var slow = guard(50, 64);
    assertThat(slow.admit(64)).isEqualTo(5);
    slow.settle(5, 5);
    assertThat(slow.availableRate()).isZero();
    assertThat(slow.admit(64)).isZero();
    assertThat(slow.availableCalls()).isEqualTo(59);
    int admitted = 5;
    for (int tenth = 1; tenth < 10; tenth++) {
      pass(Duration.ofMillis(100));
      admitted += use(slow, 64);
    }
    assertThat(admitted).isEqualTo(50);
  }

  @Test
  void roomThatNobodyNeedsCostsNoRate() {
    var slow = guard(50, 64);
    slow.settle(slow.admit(64), 0);
    assertThat(slow.availableCalls()).isEqualTo(64);
    assertThat(slow.admit(64)).isEqualTo(5);
  }

  /** Takes all the room there is, and uses it. */
  private static int use(ProviderGuard guard, int wanted) {
    int admitted = guard.admit(wanted);
    guard.settle(admitted, admitted);
    return admitted;
  }

  @ParameterizedTest
  @MethodSource("rates")
  void theRateOfASecondIsTheConfiguredOne(int ratePerSecond) {
    var one = guard(ratePerSecond, 100_000);
    int admitted = 0;
    for (int millisecond = 0; millisecond < 10_000; millisecond++) {
      admitted += use(one, 100_000);
      pass(Duration.ofMillis(1));
    }
    assertThat(admitted).isBetween(10 * ratePerSecond, 10 * ratePerSecond + ratePerSecond / 10 + 1);
  }

  static List<Integer> rates() {
    return List.of(1, 7, 10, 55, 4_000);
  }

  @Test
  void whatMayHaveBeenSentIsNeverRepeated() {
    for (var reply :
        List.of(
            ISSUED,
            IN_DOUBT,
            new Refused("invalid_grant"),
            new Misconfigured("invalid_client"),
            new Throttled(null))) {
      var replies = new Replies(reply);
      guard.admit(1);
      assertThat(guard.ask(replies).reply()).isEqualTo(reply);
      assertThat(replies.calls).isEqualTo(1);
    }
  }

  @Test
  void aCallThatThrowsIsNotRepeatedAndFreesItsRoom() {
    var calls = new AtomicInteger();
    guard.admit(1);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                guard.ask(
                    () -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException("a bug");
                    }));
    assertThat(calls).hasValue(1);
    assertThat(guard.availableCalls()).isEqualTo(64);
  }

  @Test
  void aCallThatWasCertainlyNotSentIsRepeatedTwice() {
    var replies = new Replies(UNAVAILABLE);
    guard.admit(1);
    assertThat(guard.ask(replies).reply()).isEqualTo(UNAVAILABLE);
    assertThat(replies.calls).isEqualTo(3);
  }

  @Test
  void repeatingEndsWithTheFirstCallThatMayHaveBeenSent() {
    var replies = new Replies(UNAVAILABLE, IN_DOUBT, ISSUED);
    guard.admit(1);
    assertThat(guard.ask(replies).reply()).isEqualTo(IN_DOUBT);
    assertThat(replies.calls).isEqualTo(2);
  }

  @Test
  void noRepeatBeginsAfterHalfTheDeadline() {
    var calls = new AtomicInteger();
    guard.admit(1);
    guard.ask(
        () -> {
          calls.incrementAndGet();
          pass(Duration.ofSeconds(5));
          return new Answer(UNAVAILABLE, 0);
        });
    assertThat(calls).hasValue(1);
  }

  @Test
  void anInterruptBetweenTwoTriesEndsAsUnavailable() {
    guard.admit(1);
    var answer =
        guard.ask(
            () -> {
              Thread.currentThread().interrupt();
              return new Answer(UNAVAILABLE, 0);
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer.reply()).isInstanceOf(Unavailable.class);
    assertThat(guard.availableCalls()).isEqualTo(64);
  }

  @Test
  void anOpenCircuitAdmitsNothing() {
    ask(20, IN_DOUBT);
    assertThat(guard.state()).isEqualTo(OPEN);
    pass(Duration.ofSeconds(9));
    assertThat(guard.admit(10)).isZero();
    assertThat(guard.availableCalls()).isEqualTo(64);
  }

  @Test
  void fewerThanTwentyCallsOpenNothing() {
    ask(19, IN_DOUBT);
    assertThat(guard.state()).isEqualTo(CLOSED);
  }

  @Test
  void answersOfAWellProviderKeepTheCircuitClosed() {
    ask(20, new Refused("invalid_grant"));
    ask(20, new Misconfigured("invalid_client"));
    ask(20, new Throttled(null));
    assertThat(guard.state()).isEqualTo(CLOSED);
  }

  @Test
  void halfOpenAdmitsAFewAndRecoversWithThem() {
    ask(20, IN_DOUBT);
    pass(Duration.ofSeconds(11));
    assertThat(guard.admit(64)).isEqualTo(5);
    assertThat(guard.state()).isEqualTo(HALF_OPEN);
    assertThat(guard.admit(1)).isZero();
    for (int i = 0; i < 5; i++) {
      guard.ask(new Replies(ISSUED));
    }
    assertThat(guard.state()).isEqualTo(CLOSED);
    assertThat(guard.admit(64)).isEqualTo(64);
  }

  @Test
  void halfOpenOpensAgainWhenItsTrialsFail() {
    ask(20, IN_DOUBT);
    pass(Duration.ofSeconds(11));
    ask(5, IN_DOUBT);
    assertThat(guard.state()).isEqualTo(OPEN);
    assertThat(guard.admit(1)).isZero();
  }

  @Test
  void unusedTrialsOfAHalfOpenCircuitComeBack() {
    ask(20, IN_DOUBT);
    pass(Duration.ofSeconds(11));
    guard.giveBack(guard.admit(64));
    assertThat(guard.admit(64)).isEqualTo(5);
  }

  @Test
  void manyThreadsNeverExceedTheLimit() {
    var narrow = guard(1_000_000, 8);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        threads.execute(
            () -> {
              int room = narrow.admit(3);
              most.accumulateAndGet(inside.addAndGet(room), Math::max);
              if (room > 0) {
                inside.addAndGet(-room);
                narrow.giveBack(room - 1);
                narrow.ask(new Replies(ISSUED));
              }
            });
      }
    }
    assertThat(most.get()).isBetween(1, 8);
    assertThat(narrow.availableCalls()).isEqualTo(8);
  }

  private void ask(int calls, Reply reply) {
    for (int i = 0; i < calls; i++) {
      assertThat(guard.admit(1)).isEqualTo(1);
      guard.ask(new Replies(reply));
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
