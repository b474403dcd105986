package dev.evergrant.campaign.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Gone;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Pause;
import dev.evergrant.campaign.check.Evidence.Quiet;
import dev.evergrant.campaign.check.Evidence.Rules;
import dev.evergrant.campaign.check.Evidence.Span;
import dev.evergrant.campaign.gather.Rescues.Rescue;
import dev.evergrant.devkit.simulator.Rotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Worker 1 is killed at 20 s, and its claims are taken over a second later. */
class RescuesTest {
  private static final Instant BEGIN = Instant.parse("2026-11-28T10:00:00Z");

  private final List<Life> others = new ArrayList<>(List.of(life(2, 0, null), life(3, 0, null)));
  private final List<Pause> pauses = new ArrayList<>();
  private final List<Pause> cuts = new ArrayList<>();
  private final List<Span> outages = new ArrayList<>();

  @Test
  void aRescueIsTimedFromTheDeathToTheWordOfIt() {
    assertThat(rescue().took()).isEqualTo(Duration.ofSeconds(1));
    assertThat(rescue().claims()).isEqualTo(4);
    assertThat(rescue().hindrance()).isNull();
  }

  @Test
  void whereOneWatchesTheOthersMayDoWhatTheyLike() {
    others.set(0, life(2, 0, 20.1));
    pauses.add(new Pause(2, at(10), at(30)));
    cuts.add(new Pause(2, at(10), at(30)));
    assertThat(rescue().hindrance()).isNull();
  }

  @Test
  void whileTheDatabaseIsAwayNobodySeesADeath() {
    outages.add(new Span(at(14), at(15.5)));
    assertThat(rescue().hindrance()).contains("PostgreSQL");
    outages.set(0, new Span(at(12), at(14.5)));
    assertThat(rescue().hindrance()).isNull();
  }

  @Test
  void whoHasJustBeenStartedOrDiesOrIsPausedOrCutOffSeesNone() {
    others.remove(1);
    others.set(0, life(2, 16, null));
    assertThat(rescue().hindrance()).as("started").contains("none of the others");
    others.set(0, life(2, 0, 21.0));
    assertThat(rescue().hindrance()).as("dead").contains("none of the others");
    others.set(0, life(2, 0, null));
    pauses.add(new Pause(2, at(21), at(29)));
    assertThat(rescue().hindrance()).as("paused").contains("none of the others");
    pauses.set(0, new Pause(2, at(10), at(19)));
    assertThat(rescue().hindrance()).as("paused before").isNull();
    outages.add(new Span(at(11), at(13)));
    assertThat(rescue().hindrance()).as("cut off in its sleep").contains("none of the others");
    pauses.set(0, new Pause(2, at(10), at(17.3)));
    assertThat(rescue().hindrance()).as("woken up and back again").isNull();
    pauses.clear();
    outages.clear();
    cuts.add(new Pause(2, at(10), at(19)));
    assertThat(rescue().hindrance()).as("cut off before").contains("none of the others");
    cuts.set(0, new Pause(2, at(10), at(14)));
    assertThat(rescue().hindrance()).as("cut off long before").isNull();
  }

  private Rescue rescue() {
    List<Life> lives = new ArrayList<>(others);
    lives.add(life(1, 0, 20.0));
    List<Rescue> rescues =
        Rescues.of(
            new Evidence(
                new Rules(Rotation.STRICT, Duration.ofSeconds(6), Duration.ofDays(7)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                lives,
                List.of(new Gone(List.of(11), at(21), 4)),
                pauses,
                cuts,
                outages,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Quiet(Duration.ZERO, List.of(), 0, 0, List.of())));
    assertThat(rescues).filteredOn(rescue -> rescue.slot() == 1).hasSize(1);
    return rescues.stream().filter(rescue -> rescue.slot() == 1).findFirst().orElseThrow();
  }

  private static Life life(int slot, double from, @Nullable Double to) {
    return new Life(
        slot,
        slot,
        10 + slot,
        at(from),
        to == null ? null : at(to),
        to == null ? Life.End.NOT_YET : Life.End.KILLED);
  }

  private static Instant at(double seconds) {
    return BEGIN.plusMillis((long) (seconds * 1000));
  }
}
