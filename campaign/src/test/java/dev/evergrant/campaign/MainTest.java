package dev.evergrant.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.campaign.broken.BrokenBuild;
import dev.evergrant.campaign.check.Invariant;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void withinAWeekEveryBrokenBuildHasItsDay() throws Exception {
    List<BrokenBuild> all = BrokenBuild.in(Path.of("broken"));
    Set<String> tried = new HashSet<>();
    for (long day = 20_000; day < 20_007; day++) {
      Main.rotating(all, day).forEach(build -> tried.add(build.name()));
    }
    assertThat(tried).hasSameSizeAs(all);
  }

  @Test
  void everyBrokenBuildNamesAScenarioAndInvariantsThatThereAre() throws Exception {
    List<String> names = Invariant.ALL.stream().map(Invariant::name).toList();
    for (BrokenBuild build : BrokenBuild.in(Path.of("broken"))) {
      assertThat(Scenarios.named(build.scenario())).isNotNull();
      assertThat(names).as(build.name()).containsAll(build.expected());
    }
  }
}
