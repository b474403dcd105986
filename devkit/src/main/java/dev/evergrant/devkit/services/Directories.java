package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of a run. */
public final class Directories {
  private Directories() {}

  /** Makes it, without what an earlier run has left in it. */
  public static void makeEmpty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      EmbeddedPostgres.stopLeftover(directory.resolve("postgres"));
      List<Path> all;
      try (Stream<Path> files = Files.walk(directory)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    }
    Files.createDirectories(directory);
  }
}
