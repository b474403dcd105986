package dev.evergrant.worker.work.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noTokenIsLostByOurOwnDoing(long seed) {
    System.out.println(Simulation.run(seed, ALL, 60, 1_000_000));
  }

  @Test
  void aSeedIsTheSameRunEachTime() {
    assertThat(Simulation.run(7, ALL, 10, 1_000_000))
        .isEqualTo(Simulation.run(7, ALL, 10, 1_000_000));
  }

  static LongStream seeds() {
    Long one = Long.getLong("simulation.seed");
    return one == null ? LongStream.rangeClosed(1, 40) : LongStream.of(one);
  }
}
