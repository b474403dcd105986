package dev.evergrant.bench.stage;

import dev.evergrant.devkit.process.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A worker, a process of its own, and what its pages and the system say of it. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern HEAP =
      Pattern.compile("^jvm_memory_committed_bytes\\{area=\"heap\".*} (\\S+)$", Pattern.MULTILINE);
  private static final long MIB = 1 << 20;

  private final Child child;
  private final int pages;
  private final double secondsToReady;
  private final double processorSecondsToReady;
  private final HttpClient http;

  private WorkerProcess(Child child, int pages, double secondsToReady, HttpClient http) {
    this.child = child;
    this.pages = pages;
    this.secondsToReady = secondsToReady;
    this.processorSecondsToReady = Cpu.seconds(child.pid());
    this.http = http;
  }

  interface Start {
    Child start() throws IOException;
  }

  /** Starts it, and returns when its page says that it is ready. */
  static WorkerProcess start(Start start, int pages) throws IOException, InterruptedException {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long began = System.nanoTime();
    Child child = start.start();
    while (!isReady(http, pages)) {
      if (!child.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
        child.kill();
        throw new IOException("a worker does not start; see its log");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return new WorkerProcess(child, pages, (System.nanoTime() - began) / 1e9, http);
  }

  private static boolean isReady(HttpClient http, int pages) throws InterruptedException {
    try {
      return get(http, pages, "/readyz").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static HttpResponse<String> get(HttpClient http, int pages, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + pages + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  public long pid() {
    return child.pid();
  }

  /** From the start of its process. */
  public double secondsToReady() {
    return secondsToReady;
  }

  /** What the system counted of processor time until then, for the JVM's own threads as well. */
  public double processorSecondsToReady() {
    return processorSecondsToReady;
  }

  /** The heap that its JVM has taken from the system, in MiB. */
  public double heapMib() throws IOException, InterruptedException {
    var metrics = get(http, pages, "/metrics").body();
    return HEAP.matcher(metrics)
            .results()
            .mapToDouble(one -> Double.parseDouble(one.group(1)))
            .sum()
        / MIB;
  }

  /** Its resident memory, in MiB; 0 where the system does not tell. */
  public double rssMib() throws IOException {
    Path status = Path.of("/proc", String.valueOf(pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .sum();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    child.kill();
    http.close();
  }

  /** Stops it in good order. */
  @Override
  public void close() {
    try {
      boolean _ = child.stop(Duration.ofSeconds(40));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      child.kill();
    }
    http.close();
  }
}
