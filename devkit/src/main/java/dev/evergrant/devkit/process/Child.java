package dev.evergrant.devkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of ours; all it says goes into its log. Thread-safe. */
public final class Child {
  /** The status of a process that ended as by {@code kill -9}, by whomever. */
  public static final int KILLED = 128 + 9;

  private final String name;
  private final Path log;
  private final Process process;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts it; the log must be its own. */
  public static Child start(String name, Path log, List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Child(name, log, process);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has said this. */
  public void awaitLine(String text, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!Files.readString(log).contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            "%s does not say '%s'; what it says is in %s".formatted(name, text, log));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** What it ended with; to be asked when it has ended. */
  public int status() {
    return process.exitValue();
  }

  /** Ends it as {@code kill -9} does and waits until it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String signal) throws IOException, InterruptedException {
    int _ = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).start().waitFor();
  }

  /**
   * Tells it to stop, and kills it when it does not.
   *
   * @return whether it stopped by itself, with status 0
   */
  public boolean stop(Duration patience) throws InterruptedException {
    process.destroy();
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      kill();
    }
    return ended && process.exitValue() == 0;
  }
}
