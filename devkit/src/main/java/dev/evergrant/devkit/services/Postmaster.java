package dev.evergrant.devkit.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** PostgreSQL's main process, as its data directory names it in {@code postmaster.pid}. */
final class Postmaster {
  private static final int END_SECONDS = 30;

  private Postmaster() {}

  /**
   * Stops the server that a JVM killed earlier left running on this data directory, if there is
   * one. A process that merely has the same number by now is left alone.
   *
   * @throws IOException when the server does not stop within 30 s
   */
  static void stopLeftover(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isPresent() && serves(process.get(), data)) {
      stop(process.get());
    }
  }

  /**
   * Kills it as {@code kill -9} does; its children notice that it is gone and end by themselves.
   *
   * @throws IOException when one of them is still there after 30 s
   */
  static void kill(Path data) throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    var postmaster = ProcessHandle.of(pid);
    if (postmaster.isEmpty()) {
      return;
    }
    List<ProcessHandle> all = new ArrayList<>(postmaster.get().descendants().toList());
    all.add(postmaster.get());
    postmaster.get().destroyForcibly();
    for (ProcessHandle process : all) {
      awaitEnd(process);
    }
  }

  private static boolean serves(ProcessHandle process, Path data) throws IOException {
    boolean postgres =
        process.info().command().map(Path::of).map(Path::getFileName).stream()
            .anyMatch(name -> name.toString().equals("postgres"));
    if (!postgres) {
      return false;
    }
    // The postmaster works in its data directory, however that was spelled when it was started.
    Path workingDirectory = Path.of("/proc", String.valueOf(process.pid()), "cwd");
    if (Files.exists(workingDirectory)) {
      return Files.isSameFile(workingDirectory, data);
    }
    return process.info().commandLine().stream().anyMatch(line -> line.contains(data.toString()));
  }

  private static void stop(ProcessHandle process) throws IOException {
    // SIGINT is PostgreSQL's fast shutdown: clients are disconnected, data is flushed. SIGTERM, all
    // that ProcessHandle offers, would wait for the clients.
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).inheritIO().start();
    awaitEnd(process);
  }

  private static void awaitEnd(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL " + process.pid() + " was ending", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("PostgreSQL " + process.pid() + " does not end", e);
    }
  }
}
