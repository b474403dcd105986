package dev.evergrant.worker.work.simulation;

import static java.util.Objects.requireNonNull;

import dev.evergrant.worker.lifecycle.Decision;
import dev.evergrant.worker.lifecycle.Due;
import dev.evergrant.worker.lifecycle.Lifecycle;
import dev.evergrant.worker.lifecycle.Reply;
import dev.evergrant.worker.lifecycle.Resend;
import dev.evergrant.worker.work.Fold;
import dev.evergrant.worker.work.simulation.Machine.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A call of the provider, from the worker's decision to ask until its decision on the reply; as
 * {@code Ask} does it, but as separate steps, between which anything may happen.
 */
final class Wire {
  private static final Reply.InDoubt LOST = new Reply.InDoubt("The answer did not come.", false);

  private final Scenario scenario;
  private final Timeline timeline;
  private final Chance chance;
  private final Provider provider;
  private final Calls calls;
  private final HeardRefusals heard;
  private final Trace trace;
  private final long deadline;
  private final Duration halfLease;

  /** Nobody can reach the provider. */
  boolean down;

  /** Faults are over. */
  boolean calm;

  Wire(
      Scenario scenario,
      Timeline timeline,
      Chance chance,
      Provider provider,
      Calls calls,
      HeardRefusals heard,
      Trace trace) {
    this.scenario = scenario;
    this.timeline = timeline;
    this.chance = chance;
    this.provider = provider;
    this.calls = calls;
    this.heard = heard;
    this.trace = trace;
    this.deadline = scenario.profile().limits().deadline().toMillis();
    this.halfLease = scenario.profile().lease().dividedBy(2);
  }

  /** Asks about claimed work, and hands over what follows from the reply. */
  void ask(Machine machine, Due due, BiConsumer<Machine, Answered> then) {
    Instant now = due.claim().timeAt(machine.nanos());
    Decision instead = Resend.instead(due, scenario.app(), now);
    if (instead == null && now.isAfter(due.claim().at().plus(halfLease))) {
      instead = Lifecycle.notAsked(due, now, "This worker was too slow to ask within its lease.");
    }
    if (instead == null) {
      new Exchange(machine, due, then).begin();
      return;
    }
    Decision decision = instead;
    trace.note(due.connection(), () -> machine + " does not ask: " + decision);
    var notAsked = new Reply.Unavailable("Not asked.");
    then.accept(machine, new Answered(new Fold.Finished(due, notAsked, decision, now), null));
  }

  private boolean fails(Fault fault, double probability) {
    return !calm && scenario.has(fault) && chance.in(probability);
  }

  private long latency() {
    return fails(Fault.SLOW, 0.05) ? chance.between(1_000, 8_000) : chance.between(2, 150);
  }

  /** One call. */
  private final class Exchange {
    private final Machine machine;
    private final Due due;
    private final BiConsumer<Machine, Answered> then;
    private final Machine.Call call = new Machine.Call();
    private final Instant sentAt;
    private boolean over;

    Exchange(Machine machine, Due due, BiConsumer<Machine, Answered> then) {
      this.machine = machine;
      this.due = due;
      this.then = then;
      this.sentAt = due.claim().timeAt(machine.nanos());
    }

    void begin() {
      calls.tried(due);
      if (!calm && (down || fails(Fault.UNREACHABLE, 0.01))) {
        machine.in(
            chance.between(1, 3_000), () -> replied(new Reply.Unavailable("No route."), null));
        return;
      }
      calls.sent(machine, due, call);
      machine.calls.put(due, call);
      trace.note(due.connection(), () -> machine + " sends");
      machine.in(deadline, () -> replied(LOST, null));
      if (fails(Fault.LOST_REQUEST, 0.02)) {
        resetSooner();
      } else {
        timeline.in(latency(), this::arrives);
      }
    }

    private void resetSooner() {
      if (chance.in(0.5)) {
        machine.in(chance.between(1, deadline), () -> replied(LOST, null));
      }
    }

    private void arrives() {
      Provider.Answer answer =
          switch (due) {
            case Due.Grant grant -> provider.exchange(grant.question().code().reveal(), machine);
            case Due.Refresh refresh ->
                provider.refresh(requireNonNull(refresh.refreshToken()).reveal(), machine);
          };
      Mint mint = answer.mint();
      call.mint = mint;
      trace.note(
          due.connection(),
          () ->
              "the provider answers "
                  + machine
                  + ": "
                  + answer.reply().word()
                  + (mint == null ? "" : " " + mint.child.text));
      if (over || !machine.isAlive()) {
        lost(mint);
      } else if (fails(Fault.LOST_ANSWER, 0.02)) {
        lost(mint);
        resetSooner();
      } else if (fails(Fault.ERROR_AFTER_COMMIT, 0.02)) {
        lost(mint);
        machine.in(latency(), () -> replied(new Reply.InDoubt("status 502", false), null));
      } else {
        machine.in(latency(), () -> replied(answer.reply(), mint));
      }
    }

    /** What comes first counts: the answer, or the end of patience. */
    private void replied(Reply reply, @Nullable Mint mint) {
      if (over) {
        return;
      }
      over = true;
      if (mint == null) {
        lost(call.mint);
      }
      calls.ended(due, call);
      Instant now = due.claim().timeAt(machine.nanos());
      heard.note(machine, due, reply);
      boolean unusual = machine.hearing.unusual(due, scenario.app(), reply, now);
      Decision decision =
          Lifecycle.after(due, scenario.app(), reply, sentAt, now, unusual, chance.fraction());
      trace.note(
          due.connection(), () -> machine + " hears " + reply.word() + ": " + named(decision));
      then.accept(machine, new Answered(new Fold.Finished(due, reply, decision, now), mint));
    }

    private void lost(@Nullable Mint mint) {
      if (mint != null) {
        mint.lost(timeline.now());
        trace.note(due.connection(), () -> mint.child.text + " is " + mint.fate());
      }
    }
  }

  private static String named(Decision decision) {
    return decision.getClass().getSimpleName();
  }
}
