package dev.evergrant.campaign.broken;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * One of them.
 *
 * @param name of its file
 */
public record BrokenBuild(String name, Patch patch) {

  /** All in a directory, by name. */
  public static List<BrokenBuild> in(Path directory) throws IOException {
    List<BrokenBuild> builds = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".patch")).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.patch$", "");
        builds.add(new BrokenBuild(name, Patch.parse(Files.readString(file))));
      }
    }
    return builds;
  }

  /** The scenario that should catch it. */
  public String scenario() {
    return patch.note("scenario");
  }

  /** The invariants that it should break, at least one of them. */
  public Set<String> expected() {
    return new TreeSet<>(Arrays.asList(patch.note("breaks").split(" ", -1)));
  }

  /**
   * Compiles the changed classes.
   *
   * @param home the project's root; the paths in the patch begin there
   * @param classPath the worker's own
   * @param work for sources and classes; emptied by the caller
   * @return where the classes are
   */
  public Path compile(Path home, String classPath, Path work)
      throws IOException, Patch.DoesNotApply {
    List<String> arguments = new ArrayList<>();
    Path classes = Files.createDirectories(work.resolve("classes"));
    arguments.addAll(List.of("-proc:none", "-nowarn", "-parameters", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", classPath));
    for (String path : patch.hunks().keySet()) {
      Path changed = work.resolve("sources").resolve(path);
      Files.createDirectories(changed.resolveSibling(""));
      Files.writeString(changed, patch.apply(path, Files.readString(home.resolve(path))));
      arguments.add(changed.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this is a Java without compiler; a JDK is needed");
    }
    int status = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException(
          String.format(Locale.ROOT, "the broken build %s does not compile", name));
    }
    return classes;
  }
}
