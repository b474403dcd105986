package dev.evergrant.worker.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.config.Catalogue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

  /** A guarded call with its repeats takes less than twice its deadline. */
  @Test
  void aClaimThatIsHalfOverStillOutlastsAWholeCallOfEveryProvider() {
    assertThat(Catalogue.builtIn())
        .isNotEmpty()
        .allSatisfy(
            (name, profile) -> {
              Duration twice = profile.limits().deadline().multipliedBy(2);
              assertThat(profile.lease().dividedBy(2)).isGreaterThan(twice);
            });
  }
}
