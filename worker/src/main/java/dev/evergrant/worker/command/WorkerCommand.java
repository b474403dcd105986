package dev.evergrant.worker.command;

import dev.evergrant.worker.Start;
import dev.evergrant.worker.Worker;
import dev.evergrant.worker.config.InvalidConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: runs until it is told to stop. */
@Command(
    name = "worker",
    description = "Runs the worker until it is told to stop (SIGTERM, Ctrl-C).",
    mixinStandardHelpOptions = true)
public final class WorkerCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(
      names = "--start-paused",
      description =
          "For a database that was restored from a backup: take events in, claim nothing, hold the"
              + " connections that Kafka has newer versions of; ./evergrant resume ends it.")
  private boolean paused;

  @Override
  public Integer call() throws InvalidConfig, InterruptedException {
    Worker worker = Worker.start(config.read(), _ -> {}, paused ? Start.PAUSED : Start.AT_ONCE);
    stopInGoodOrder(worker::close);
    new CountDownLatch(1).await();
    return 0;
  }

  /**
   * Runs the stop on SIGTERM and Ctrl-C and ends the process with status 0: a stop in good order is
   * no failure, though the virtual machine's own status for a signal says so.
   */
  public static void stopInGoodOrder(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      stop.run();
                      Runtime.getRuntime().halt(0);
                    }));
  }
}
