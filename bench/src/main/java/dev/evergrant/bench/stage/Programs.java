package dev.evergrant.bench.stage;

import dev.evergrant.devkit.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the measured programs are started: the worker as its launcher does, with 256 MiB of heap. */
public final class Programs {
  private Programs() {}

  /** The worker's command; more flags are the JVM's. */
  static List<String> worker(Path home, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    command.add("@" + home.resolve("worker/src/main/jvm.args"));
    command.add("-XX:AOTCache=" + home.resolve("worker/target/worker.aot"));
    command.addAll(flags);
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(home.resolve("worker/target/worker-0.1.0-SNAPSHOT.jar").toString());
    command.add("dev.evergrant.worker.Main");
    return command;
  }

  /** Something on the benchmark's own class path. */
  static Child own(String name, Path log, String heap, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    command.addAll(
        List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx" + heap,
            "-Dlogback.configurationFile=logback-bench.xml"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return Child.start(name, log, command);
  }

  /** A program of this JDK. */
  public static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
