package dev.evergrant.worker.work;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Samples;
import dev.evergrant.worker.outbox.Subscribers;
import dev.evergrant.worker.provider.ProviderGuard;
import dev.evergrant.worker.provider.ProviderGuards;
import dev.evergrant.worker.provider.TokenEndpoint;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A worker that was paused must not spend a secret under a lease that is nearly over. */
class AskTest {
  private final App app = Samples.app(Samples.outreach());
  private final Duration half = app.provider().lease().dividedBy(2);
  private long clock = Samples.firstClaim().nanos();
  private long pauseInTheGuard;
  private boolean admitted;
  private int sent;
  private long latest;

  private final ProviderGuard guard =
      new ProviderGuards(List.of(app), this::tick)
          .of(requireNonNull(app.credentials().get("production")));
  private final TokenEndpoint endpoint =
      (_, _, _, until) -> {
        sent++;
        latest = until;
        return new TokenEndpoint.Answer(Samples.issued(), clock);
      };
  private final Ask ask =
      new Ask(
          Map.of(app.name(), app),
          endpoint,
          new Subscribers(List.of(), new SecureRandom(), () -> clock),
          new Refusals(),
          () -> clock,
          () -> 0.5);

  @Test
  void aFreshClaimIsAskedAbout() {
    clock += half.toNanos();
    assertThat(ask(Duration.ZERO).decision()).isInstanceOf(Decision.Store.class);
    assertThat(sent).isEqualTo(1);
  }

  @Test
  void aRequestThatIsHeldUpOnItsWayOutMayNotLeaveEither() {
    long claimed = clock;
    clock += 5_000;
    ask(Duration.ofNanos(3_000));
    assertThat(latest).isEqualTo(claimed - 3_000 + half.toNanos());
  }

  @Test
  void aWorkerThatReadItsClaimTooLateDoesNotSend() {
    assertNotSent(ask(half.plusNanos(1)));
  }

  @Test
  void aWorkerThatIsPausedAtTheLastMomentDoesNotSend() {
    pauseInTheGuard = half.plusNanos(1).toNanos();
    assertNotSent(ask(Duration.ZERO));
  }

  /** The work is due again at once, and nothing is held against the provider. */
  private void assertNotSent(Result result) {
    assertThat(sent).isZero();
    assertThat(result.decision()).isInstanceOf(Decision.Later.class);
    var later = (Decision.Later) result.decision();
    assertThat(later.inDoubt()).isFalse();
    assertThat(later.failures()).isZero();
    assertThat(later.dueAt()).isEqualTo(result.at());
    assertThat(guard.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(guard.availableCalls()).isEqualTo(app.provider().limits().concurrent());
  }

  private Result ask(Duration took) {
    Due.Claim read = Samples.firstClaim();
    var claim =
        new Due.Claim(
            read.attempt(), read.at(), read.nanos(), took, read.past(), read.probe(), null);
    assertThat(guard.admit(1)).isEqualTo(1);
    guard.settle(1, 1);
    admitted = true;
    return ask.ask(Samples.refresh(claim), guard);
  }

  /** What the guard reads when a call begins. */
  private long tick() {
    clock += admitted ? pauseInTheGuard : 0;
    return clock;
  }
}
