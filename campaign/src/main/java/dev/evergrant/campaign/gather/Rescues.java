package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.check.Evidence;
import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.check.Evidence.Span;
import dev.evergrant.campaign.fault.Injector.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  private record Said(Instant at, List<Integer> numbers, int claims) {}

  /** Those of the kills that the logs in this directory tell about. */
  public static List<Rescue> of(Path directory, List<Kill> kills, Evidence evidence)
      throws IOException {
    List<Said> said = said(directory);
    List<Rescue> rescues = new ArrayList<>();
    for (Kill kill : kills) {
      Optional<Integer> number =
          evidence.lives().stream()
              .filter(life -> life.pid() == kill.pid())
              .map(Life::number)
              .flatMap(Stream::ofNullable)
              .findFirst();
      number
          .flatMap(
              gone ->
                  said.stream()
                      .filter(line -> line.numbers().contains(gone))
                      .min(Comparator.comparing(Said::at)))
          .ifPresent(
              line ->
                  rescues.add(
                      new Rescue(
                          kill.slot(),
                          Duration.between(kill.at(), line.at()),
                          line.claims(),
                          undisturbed(kill.at(), evidence.databaseOutages()))));
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

  private static List<Said> said(Path directory) throws IOException {
    List<Said> said = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("worker-.*\\.log")).toList()) {
        for (String line : Files.readAllLines(file)) {
          Matcher matcher = GONE.matcher(line);
          if (matcher.find()) {
            said.add(
                new Said(
                    Instant.parse(matcher.group(1)),
                    Arrays.stream(matcher.group(2).split(", ", -1)).map(Integer::valueOf).toList(),
                    Integer.parseInt(matcher.group(3))));
          }
        }
      }
    }
    return said;
  }
}
