package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentTest {

  @ParameterizedTest(name = "after {0}, {1} issued, {2} recovered, believed {3}: {4}")
  @CsvSource(
      textBlock =
          """
          PT0S,     0,   0, false, GOES_ON
          PT20S,    2,   2, false, GOES_ON
          PT30S,    3,   3, false, IS_OVER
          PT5H,     3,   3, false, IS_OVER
          PT29M59S, 100, 2, false, GOES_ON
          PT30M,    1,   0, false, IS_BELIEVED
          PT30M,    0,   0, false, GOES_ON
          P3D,      0,   0, false, GOES_ON
          PT1S,     0,   0, true,  IS_BELIEVED
          PT30M,    3,   3, true,  IS_BELIEVED
          """)
  void aPauseEndsWhenTheRefusedRecoverOrOthersAreAcceptedForLongEnough(
      Duration after, int issued, int recovered, boolean believed, Incident.Outcome outcome) {
    var standing = new Incident.Standing(Samples.CLAIMED, issued, recovered, believed);
    assertThat(Incident.after(standing, Samples.CLAIMED.plus(after))).isEqualTo(outcome);
  }
}
