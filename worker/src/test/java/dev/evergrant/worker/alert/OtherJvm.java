package dev.evergrant.worker.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, which may be small, and which may end as by {@code kill -9}. */
final class OtherJvm {
  private OtherJvm() {}

  /**
   * Runs a main class to its end.
   *
   * @return its exit code
   */
  static int run(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly().onExit().join();
        throw new IllegalStateException(main.getSimpleName() + " did not end");
      }
      return process.exitValue();
    } catch (IOException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
