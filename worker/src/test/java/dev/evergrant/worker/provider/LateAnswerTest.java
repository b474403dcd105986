package dev.evergrant.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** When a process that was paused wakes up, the deadline is over and the answer may be there. */
class LateAnswerTest {
  private static final FormClient.Outcome OUTCOME = new FormClient.Outcome.NotSent("a word", 7);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @Test
  void anAnswerThatIsThereAMomentAfterTheDeadlineIsTaken() throws Exception {
    var call = new Call(1);
    assertThat(FormClient.inTime(call, DEADLINE)).isSameAs(OUTCOME);
    assertThat(call.isCancelled()).isFalse();
  }

  @Test
  void oneThatIsNotThereThenIsNotWaitedForAnyLonger() {
    var call = new Call(2);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> FormClient.inTime(call, DEADLINE));
    assertThat(call.waited).isEqualTo(DEADLINE.plusMillis(100));
  }

  /** Has its outcome when it has been waited for in vain so many times. */
  private static final class Call extends CompletableFuture<FormClient.Outcome> {
    private final int inVain;
    private int waits;
    private Duration waited = Duration.ZERO;

    Call(int inVain) {
      this.inVain = inVain;
    }

    @Override
    public FormClient.Outcome get(long timeout, TimeUnit unit) throws TimeoutException {
      waited = waited.plus(Duration.of(timeout, unit.toChronoUnit()));
      if (waits++ < inVain) {
        throw new TimeoutException();
      }
      return OUTCOME;
    }
  }
}
