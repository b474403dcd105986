package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Gone;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Span;
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

/** How long after its end a worker's claims were taken over, from what the others said. */
public final class Rescues {
  private static final Pattern GONE =
      Pattern.compile("^(\\S+Z) .*Workers \\[([0-9, ]+)] are gone; (\\d+) claims");
  private static final Duration DISTURBANCE = Duration.ofSeconds(5);

  private Rescues() {}

  /**
   * One rescue.
   *
   * @param undisturbed PostgreSQL was there all the time
   */
  public record Rescue(int slot, Duration took, int claims, boolean undisturbed) {}

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
                            undisturbed(died, evidence.databaseOutages()))));
      }
    }
    return rescues;
  }

  private static boolean undisturbed(Instant at, List<Span> outages) {
    return outages.stream()
        .noneMatch(
            outage ->
                outage.from().isBefore(at.plus(DISTURBANCE))
                    && outage.to().plus(DISTURBANCE).isAfter(at));
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
