package dev.evergrant.campaign.cluster;

import dev.evergrant.campaign.check.Evidence.Life;
import dev.evergrant.campaign.crash.CrashAgent;
import dev.evergrant.campaign.crash.Order;
import dev.evergrant.devkit.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The place of one worker: its configuration, its links, and the process that is in it now.
 * Whatever ends that process, another one is started, until it is told to stop. Thread-safe.
 */
public final class WorkerSlot {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(40);
  private static final String READY = "has started; pages are on port";

  /** What lies between the worker and everything else. */
  public record Links(Proxy provider, Proxy database, Proxy kafka) {}

  private final int slot;
  private final Programs programs;
  private final Path directory;
  private final Links links;
  private final int pages;
  private final Map<String, String> agent;
  private final Path control;
  private final Numbers numbers;
  private final List<Life> lives = new CopyOnWriteArrayList<>();
  private volatile @Nullable Child child;
  private volatile boolean ready;
  private volatile boolean stopping;
  private volatile Life.End ending = Life.End.BY_ITSELF;
  private int starts;

  /** Tells the number that the worker with this process id has in the database. */
  interface Numbers {
    @Nullable Integer of(long pid);
  }

  WorkerSlot(
      int slot,
      Programs programs,
      Path directory,
      Links links,
      int pages,
      int skew,
      Numbers numbers) {
    this.slot = slot;
    this.programs = programs;
    this.directory = directory;
    this.links = links;
    this.pages = pages;
    this.control = directory.resolve("worker-%d.order".formatted(slot));
    this.agent = Map.of("control", control.toString(), "skew", String.valueOf(skew));
    this.numbers = numbers;
  }

  public int slot() {
    return slot;
  }

  public Links links() {
    return links;
  }

  /** The port of its pages. */
  public int pages() {
    return pages;
  }

  Path config() {
    return directory.resolve("worker-%d.yaml".formatted(slot));
  }

  /** Starts it and keeps it running; returns at once. */
  void start() {
    Thread.ofPlatform().daemon().name("slot-" + slot).start(this::keepRunning);
  }

  private void keepRunning() {
    try {
      while (!stopping) {
        Instant from = Instant.now();
        ending = Life.End.BY_ITSELF;
        var next =
            Child.start(
                "worker " + slot,
                directory.resolve("worker-%d-%d.log".formatted(slot, ++starts)),
                programs.worker(config(), agent));
        child = next;
        lives.add(new Life(slot, next.pid(), null, from, null, Life.End.NOT_YET));
        awaitReady(next);
        while (next.isAlive()) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
        ended(next, Instant.now());
        ready = false;
        // Whoever restarts a dead process takes a moment to notice.
        TimeUnit.MILLISECONDS.sleep(300);
      }
    } catch (IOException problem) {
      throw new IllegalStateException("worker " + slot + " cannot be started", problem);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(Child next) throws InterruptedException {
    try {
      next.awaitLine(READY, START);
      Files.deleteIfExists(CrashAgent.hit(control));
    } catch (IOException notReady) {
      // It has ended, or it hangs; the database may be away. Then the next one tries.
      next.kill();
      return;
    }
    lives.replaceAll(
        life -> life.pid() == next.pid() ? numbered(life, numbers.of(next.pid())) : life);
    ready = true;
  }

  private static Life numbered(Life life, @Nullable Integer number) {
    return new Life(life.slot(), life.pid(), number, life.from(), life.to(), life.end());
  }

  private void ended(Child last, Instant at) {
    boolean crashed = ending == Life.End.BY_ITSELF && last.status() == Child.KILLED;
    Life.End how = crashed ? Life.End.CRASHED : ending;
    if (how == Life.End.BY_ITSELF) {
      System.err.printf("campaign: worker %d ended with status %d%n", slot, last.status());
    }
    lives.replaceAll(
        life ->
            life.to() == null
                ? new Life(life.slot(), life.pid(), life.number(), life.from(), at, how)
                : life);
  }

  /** Whether its process is running and ready. */
  public boolean isReady() {
    var running = child;
    return ready && running != null && running.isAlive();
  }

  /** Waits until it is. */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!isReady() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return isReady();
  }

  /** Kills its process. */
  public void kill() {
    ending = Life.End.KILLED;
    running().kill();
  }

  /** Freezes its process, or lets it go on. */
  public void signal(String signal) throws IOException, InterruptedException {
    running().signal(signal);
  }

  /** Tells its process what to do to itself. */
  public void order(Order order) throws IOException {
    Files.deleteIfExists(CrashAgent.hit(control));
    Files.writeString(control, order.written());
  }

  /** Takes the order back, and tells whether it was too late for that. */
  public boolean takeBack() throws IOException {
    return !Files.deleteIfExists(control);
  }

  /** Whether the order has been carried out. */
  public boolean isCarriedOut() {
    return Files.exists(CrashAgent.hit(control));
  }

  /** Waits until a process of it that is ending has ended. */
  public void awaitEnd(long pid) throws InterruptedException {
    long end = System.nanoTime() + STOP.toNanos();
    while (pid() == pid && running().isAlive() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Forgets that the last order was carried out. */
  public void forget() throws IOException {
    Files.deleteIfExists(CrashAgent.hit(control));
  }

  /** All processes that have been in it. */
  public List<Life> lives() {
    return List.copyOf(lives);
  }

  /** The process that is in it. */
  public long pid() {
    return running().pid();
  }

  /**
   * Stops it for good.
   *
   * @return whether it stopped in good order
   */
  boolean stop() throws InterruptedException {
    stopping = true;
    ending = Life.End.STOPPED;
    var last = child;
    return last == null || last.stop(STOP);
  }

  /** Kills what is in it, for good. */
  void abandon() {
    stopping = true;
    var last = child;
    if (last != null) {
      last.kill();
    }
  }

  private Child running() {
    var running = child;
    if (running == null) {
      throw new IllegalStateException("worker " + slot + " has never been started");
    }
    return running;
  }
}
