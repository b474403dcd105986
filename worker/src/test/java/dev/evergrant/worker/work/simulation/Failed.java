package dev.evergrant.worker.work.simulation;

import java.io.Serial;

/** A seed that breaks an invariant, with all that is needed to see why. */
final class Failed extends AssertionError {
  @Serial private static final long serialVersionUID = 1;

  private final String invariant;

  Failed(Scenario scenario, Timeline timeline, Violation violation, Trace trace) {
    super(
        """
        %s
        seed %d, step %d, %s, %s
        The last steps of %s:
        %s
        To replay it:
          mvn test -pl worker -am -Dtest=SimulationTest -Dsimulation.seed=%d \
        -Dsurefire.failIfNoSpecifiedTests=false
        """
            .formatted(
                violation.getMessage(),
                scenario.seed(),
                timeline.steps(),
                timeline.now(),
                scenario,
                violation.connection(),
                String.join("\n", trace.steps()),
                scenario.seed()));
    this.invariant = violation.invariant();
  }

  String invariant() {
    return invariant;
  }
}
