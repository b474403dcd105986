package dev.evergrant.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Looks for texts in bytes, all of them in one pass. */
final class Needles {
  private final List<byte[]> needles;
  private final boolean[] beginnings = new boolean[1 << 16];

  Needles(Collection<String> texts) {
    needles = texts.stream().map(text -> text.getBytes(UTF_8)).toList();
    for (byte[] needle : needles) {
      beginnings[two(needle, 0)] = true;
    }
  }

  /** Those that a file below a directory holds, each with the file's name. */
  Set<String> in(Path directory, Predicate<Path> wanted) {
    Set<String> found = new TreeSet<>();
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
        in(bytes(file)).forEach(needle -> found.add(needle + " in " + file));
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return found;
  }

  /** A running server removes files; one that is gone holds nothing any more. */
  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return new byte[0];
    }
  }

  /** Those that the bytes hold. */
  Set<String> in(byte[] hay) {
    Set<String> found = new TreeSet<>();
    for (int i = 0; i < hay.length - 1; i++) {
      if (beginnings[two(hay, i)]) {
        at(hay, i, found);
      }
    }
    return found;
  }

  private void at(byte[] hay, int from, Set<String> found) {
    for (byte[] needle : needles) {
      int to = from + needle.length;
      if (to <= hay.length && Arrays.equals(hay, from, to, needle, 0, needle.length)) {
        found.add(new String(needle, UTF_8));
      }
    }
  }

  private static int two(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}
