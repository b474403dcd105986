package dev.evergrant.campaign.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchTest {
  private static final Path HOME = Path.of("..");
  private static final String PATCH =
      """
      # what it is for
      # scenario: plain
      --- a/one.txt
      +++ b/one.txt
      @@ -1,3 +1,3 @@
       first
      -second
      +another
       third
      """;

  @Test
  void itsLinesBecomeOthersWhereverTheyStand() throws Exception {
    Patch patch = Patch.parse(PATCH);
    assertThat(patch.apply("one.txt", "new\nfirst\nsecond\nthird\n"))
        .isEqualTo("new\nfirst\nanother\nthird\n");
    assertThat(patch.note("scenario")).isEqualTo("plain");
  }

  @Test
  void itDoesNotApplyWhereItsLinesAreMissingOrThereTwice() {
    Patch patch = Patch.parse(PATCH);
    assertThatThrownBy(() -> patch.apply("one.txt", "first\nthird\n"))
        .isInstanceOf(Patch.DoesNotApply.class);
    assertThatThrownBy(() -> patch.apply("one.txt", "first\nsecond\nthird\nfirst\nsecond\nthird\n"))
        .isInstanceOf(Patch.DoesNotApply.class);
  }

  @Test
  void everyBrokenBuildStillAppliesAndCompiles(@TempDir Path work) throws Exception {
    List<BrokenBuild> builds = BrokenBuild.in(HOME.resolve("campaign/broken"));
    assertThat(builds).hasSizeGreaterThanOrEqualTo(12);
    for (BrokenBuild build : builds) {
      assertThat(build.expected()).isNotEmpty();
      Path classes =
          build.compile(HOME, System.getProperty("java.class.path"), work.resolve(build.name()));
      assertThat(classes).as(build.name()).isNotEmptyDirectory();
    }
  }
}
