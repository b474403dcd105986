package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Gone;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long after its end a worker's claims were taken over, from what the others said. */
public final class Rescues {
  private static final Pattern GONE =
      Pattern.compile("^(\\S+Z) .*Workers \\[([0-9, ]+)] are gone; (\\d+) claims");

  /** So long a worker takes to be there, after its start or a disturbance. */
  private static final Duration RETURNING = Duration.ofSeconds(5);

  /** So long one takes who wakes up without a session: to notice it, to come back, and to look. */
  private static final Duration WAKING = Duration.ofMillis(1_500);

  private static final Duration LOOKING = Duration.ofSeconds(2);

  private Rescues() {}

  /**
   * One rescue.
   *
   * @param hindrance what kept the others from seeing it at once; null for nothing
   */
  public record Rescue(int slot, Duration took, int claims, @Nullable String hindrance) {}

  /** Those of the workers that were killed or crashed. */
  public static List<Rescue> of(Evidence evidence) {
    List<Rescue> rescues = new ArrayList<>();
    for (Life life : evidence.lives()) {
      Instant died = life.to();
      Integer number = life.number();
      boolean violent = life.end() == Life.End.KILLED || life.end() == Life.End.CRASHED;
      if (violent && died != null && number != null) {
        // One that had lost its lock before is known to be gone already: it has nothing to rescue.
        evidence.gone().stream()
            .filter(gone -> gone.numbers().contains(number) && gone.at().isAfter(died))
            .min(Comparator.comparing(Gone::at))
            .ifPresent(
                gone ->
                    rescues.add(
                        new Rescue(
                            life.slot(),
                            Duration.between(died, gone.at()),
                            gone.claims(),
                            hindrance(life, died, evidence))));
      }
    }
    return rescues;
  }

  /** What kept the others from seeing it at once; null for nothing. */
  private static @Nullable String hindrance(Life dead, Instant died, Evidence evidence) {
    Instant begin = died.minus(RETURNING);
    Instant end = died.plus(LOOKING);
    if (evidence.databaseOutages().stream().anyMatch(outage -> outage.overlaps(begin, end))) {
      return "PostgreSQL was away";
    }
    boolean seen =
        evidence.lives().stream()
            .filter(life -> life.slot() != dead.slot())
            .filter(life -> life.at(begin) && life.at(end))
            .anyMatch(
                life ->
                    isFree(life.slot(), evidence.pauses(), died, end)
                        && isFree(life.slot(), evidence.cuts(), begin, end)
                        && isFree(life.slot(), cutAsleep(evidence), died.minus(WAKING), end));
    return seen ? null : "none of the others was up and connected all the time";
  }

  /** Pauses in which PostgreSQL was started anew: who wakes up finds its session gone. */
  private static List<Pause> cutAsleep(Evidence evidence) {
    return evidence.pauses().stream()
        .filter(
            pause ->
                evidence.databaseOutages().stream()
                    .anyMatch(outage -> outage.overlaps(pause.from(), pause.to())))
        .toList();
  }

  private static boolean isFree(int slot, List<Pause> pauses, Instant begin, Instant end) {
    return pauses.stream()
        .filter(pause -> pause.slot() == slot)
        .allMatch(pause -> pause.within(begin, end).isZero());
  }

  /** What the logs in a directory say of workers that are gone. */
  static List<Gone> said(Path directory) throws IOException {
    List<Gone> said = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Rescues::isWorkersLog).toList()) {
        for (String line : Files.readAllLines(file)) {
          Matcher matcher = GONE.matcher(line);
          if (matcher.find()) {
            said.add(
                new Gone(
                    Arrays.stream(matcher.group(2).split(", ", -1)).map(Integer::valueOf).toList(),
                    Instant.parse(matcher.group(1)),
                    Integer.parseInt(matcher.group(3))));
          }
        }
      }
    }
    return said;
  }

  private static boolean isWorkersLog(Path file) {
    String name = file.toString();
    return name.contains("worker-") && name.endsWith(".log");
  }
}
