package dev.evergrant.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's JVM is told of a cache of what it loads; whatever is there instead, it starts. */
class JvmFlagsStory {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String FLAGS = "@" + Path.of("src/main/jvm.args");

  @TempDir private Path directory = Path.of("");

  @Test
  void withoutACacheItStartsAndSaysNothingOfIt() throws IOException, InterruptedException {
    assertThat(saidWith(directory.resolve("nowhere"))).isEqualTo("evergrant 0.1.0\n");
  }

  @Test
  void anEmptyFileIsLeftAlone() throws IOException, InterruptedException {
    assertThat(saidWith(Files.createFile(directory.resolve("empty"))))
        .isEqualTo("evergrant 0.1.0\n");
  }

  @Test
  void aCacheOfAnotherProgramIsLeftAlone() throws IOException, InterruptedException {
    Path other = directory.resolve("other.aot");
    said("-XX:AOTCacheOutput=" + other, "-version");
    assertThat(other).isNotEmptyFile();
    assertThat(saidWith(other)).isEqualTo("evergrant 0.1.0\n");
  }

  private static String saidWith(Path cache) throws IOException, InterruptedException {
    return said(
        "-XX:AOTCache=" + cache,
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "--version");
  }

  private static String said(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA, FLAGS));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder java = new ProcessBuilder(command).redirectErrorStream(true);
    // The JVM says when it has picked up one of these.
    java.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = java.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
