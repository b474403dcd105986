package dev.evergrant.bench.measure;

import dev.evergrant.bench.stage.Programs;
import dev.evergrant.bench.stage.Setup;
import dev.evergrant.bench.stage.Stage;
import dev.evergrant.bench.stage.WorkerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Where a worker under full load spends its time and its memory, as JDK Flight Recorder sees it.
 */
public final class Profile implements Measure {
  private static final List<String> VIEWS =
      List.of(
          "hot-methods",
          "cpu-time-hot-methods",
          "allocation-by-class",
          "allocation-by-site",
          "thread-allocation",
          "gc-pauses");

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException, SQLException {
    Path recording = bench.directory().resolve("worker.jfr");
    Path text = bench.directory().resolve("profile.txt");
    Files.deleteIfExists(recording);
    var app = Setup.App.due(bench.plan().largest(), Duration.ofSeconds(1));
    String start =
        "-XX:StartFlightRecording:settings=profile,delay=%ds,filename=%s"
            .formatted(bench.plan().warmUp().toSeconds(), recording);
    try (Stage stage = bench.stage("profile", app);
        WorkerProcess _ = stage.worker(start)) {
      Bench.pause(bench.plan().warmUp());
      double[] rates = bench.updatesPerSecond(stage.topic());
      bench.figures().add("profiled_per_s", "refreshes end to end, recorded", "/s", rates);
    }
    Files.deleteIfExists(text);
    for (String view : VIEWS) {
      Files.writeString(
          text, view(view, recording), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    System.out.println(Files.readString(text));
    System.out.println("The recording is " + recording + ", its text " + text);
  }

  private static String view(String name, Path recording) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Programs.tool("jfr"), "view", "--width", "150", name, recording.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int _ = process.waitFor();
    return said;
  }
}
