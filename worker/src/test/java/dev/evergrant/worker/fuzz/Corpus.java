package dev.evergrant.worker.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The kept inputs of one reader, and the fuzzing of that reader with them.
 *
 * <p>The usual run makes the same inputs every time. A long one makes others: {@code
 * -Dfuzz.minutes=10} for as long as that, from {@code -Dfuzz.seed=7} on.
 */
public final class Corpus {
  private static final int USUAL = 20_000;

  private final Path folder;
  private final List<Sample> samples;

  private Corpus(Path folder, List<Sample> samples) {
    this.folder = folder;
    this.samples = samples;
  }

  /** The folder {@code corpus/} plus that name, beside the test. */
  public static Corpus of(Class<?> test, String name) {
    try {
      var place = test.getResource("corpus/" + name);
      if (place == null) {
        throw new IllegalStateException("There is no corpus " + name + ".");
      }
      Path folder = Path.of(place.toURI());
      List<Sample> samples = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          samples.add(Sample.parse(Files.readAllBytes(file)));
        }
      }
      return new Corpus(folder, samples);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("The corpus " + name + " cannot be read.", e);
    }
  }

  /** How many inputs are kept. */
  public int size() {
    return samples.size();
  }

  /** Has all kept inputs read, and then damaged ones. */
  public void feed(Consumer<Sample> reader) {
    samples.forEach(sample -> feed(sample, reader));
    long seed = Long.getLong("fuzz.seed", 1);
    long minutes = Long.getLong("fuzz.minutes", 0);
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    var random = new SplittableRandom(seed);
    var mutator = new Mutator(seed);
    long fed = 0;
    while (minutes == 0 ? fed < USUAL : System.nanoTime() < end) {
      feed(mutator.mutate(any(random), any(random)), reader);
      fed++;
    }
    System.out.printf(
        "%s: %d kept inputs and %d damaged ones read%n", folder.getFileName(), size(), fed);
  }

  private Sample any(SplittableRandom random) {
    return samples.get(random.nextInt(samples.size()));
  }

  private void feed(Sample sample, Consumer<Sample> reader) {
    try {
      reader.accept(sample);
    } catch (RuntimeException | Error problem) {
      throw new AssertionError(
          "An input was not read as it should be. Keep it: copy "
              + kept(sample)
              + " to src/test/resources, beside the others of "
              + folder.getFileName()
              + ", under a name that says what it is.",
          problem);
    }
  }

  private static Path kept(Sample sample) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "fuzz"));
      return Files.write(Files.createTempFile(folder, "input", ".txt"), sample.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
