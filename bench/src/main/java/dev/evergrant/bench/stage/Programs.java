package dev.evergrant.bench.stage;

import dev.evergrant.devkit.process.Child;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the measured programs are started: the worker as its launcher does, with 256 MiB of heap. */
public final class Programs {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Programs() {}

  /** The worker; more flags are the JVM's. */
  static Child worker(Path home, Path config, Path log, List<String> flags) throws IOException {
    String path =
        String.join(
            File.pathSeparator,
            home.resolve("worker/target/worker-0.1.0-SNAPSHOT.jar").toString(),
            home.resolve("worker/target/lib") + File.separator + "*");
    List<String> all = new ArrayList<>(flags);
    all.add("-Xmx256m");
    return start(
        "a worker",
        log,
        all,
        path,
        List.of("dev.evergrant.worker.Main", "worker", "--config", config.toString()));
  }

  /** Something on the benchmark's own class path. */
  static Child own(String name, Path log, String heap, String main, List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add(main);
    all.addAll(arguments);
    List<String> flags =
        List.of("-XX:+UseSerialGC", "-Xmx" + heap, "-Dlogback.configurationFile=logback-bench.xml");
    return start(name, log, flags, System.getProperty("java.class.path"), all);
  }

  private static Child start(
      String name, Path log, List<String> flags, String path, List<String> rest)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    command.addAll(FLAGS);
    command.addAll(flags);
    command.addAll(List.of("-cp", path));
    command.addAll(rest);
    return Child.start(name, log, command);
  }

  /** A program of this JDK. */
  public static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }
}
