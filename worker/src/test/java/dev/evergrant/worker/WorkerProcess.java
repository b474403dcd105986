package dev.evergrant.worker;

import dev.evergrant.worker.config.ConfigReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own, to be killed as by {@code kill -9}. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private WorkerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Of its pages. */
  int port() {
    return port;
  }

  /** Runs a worker with the configuration file that the only argument names. */
  public static void main(String[] arguments) throws Exception {
    Worker worker = Worker.start(ConfigReader.read(Path.of(arguments[0]), Map.of()), _ -> {});
    System.out.println("ready " + worker.port());
    new CountDownLatch(1).await();
  }

  /** Starts it and returns when it takes events in. */
  static WorkerProcess start(Path config) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerProcess.class.getName(),
            config.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready")) {
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return new WorkerProcess(process, Integer.parseInt(line.substring("ready ".length())));
      }
    }
    throw new IOException("The worker ended before it was ready");
  }

  /** Kills it and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
