package dev.evergrant.campaign;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Invariant;
import dev.evergrant.campaign.check.Loss;
import dev.evergrant.campaign.gather.Gathering;
import dev.evergrant.campaign.gather.Rescues.Rescue;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a scenario came to.
 *
 * @param faults how many of each kind
 * @param kills of workers, crashes at named points among them
 */
record Outcome(
    Scenario scenario,
    Map<String, Integer> faults,
    int kills,
    List<Rescue> rescues,
    Evidence.Quiet quiet,
    Figures figures,
    List<Loss> losses,
    List<Invariant.Verdict> verdicts,
    Duration took) {

  /**
   * How much there was to check.
   *
   * @param takeovers requests that overlapped one whose lease had ended or whose worker was gone
   * @param raced refreshes that all workers wanted at once
   */
  record Figures(
      int grants,
      int connections,
      int requests,
      int updates,
      int secrets,
      int secretsFound,
      int ciphertexts,
      long takeovers,
      int raced) {

    static Figures of(Evidence evidence, Gathering gathering, long takeovers, int raced) {
      return new Figures(
          evidence.grants().size(),
          evidence.connections().size(),
          evidence.requests().size(),
          evidence.updates().size(),
          gathering.secrets(),
          evidence.leaks().size(),
          gathering.ciphertexts(),
          takeovers,
          raced);
    }
  }

  int count(String kind) {
    return faults.getOrDefault(kind, 0);
  }

  long losses(Loss.Kind kind) {
    return losses.stream().filter(loss -> loss.kind() == kind).count();
  }

  List<Invariant.Verdict> failed() {
    return verdicts.stream().filter(verdict -> !verdict.holds()).toList();
  }

  boolean isGood() {
    return failed().isEmpty() && losses(Loss.Kind.SELF_INFLICTED) == 0;
  }
}
