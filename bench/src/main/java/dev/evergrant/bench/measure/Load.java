package dev.evergrant.bench.measure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** Does one thing over and over and counts. */
final class Load {
  private final Plan plan;

  Load(Plan plan) {
    this.plan = plan;
  }

  /**
   * Units a second, in as many windows as a rate is measured in, half as long as those.
   *
   * @param threads so many do it at the same time
   * @param work does some of it and says how many units
   */
  double[] perSecond(int threads, IntSupplier work) throws InterruptedException {
    var done = new LongAdder();
    var stop = new AtomicBoolean();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ExecutorCompletionService<Boolean>(pool);
      for (int i = 0; i < threads; i++) {
        running.submit(
            () -> {
              try {
                while (!stop.get()) {
                  done.add(work.getAsInt());
                }
                return true;
              } finally {
                stop.set(true);
              }
            });
      }
      double[] rates = new double[plan.windows()];
      Duration window = plan.window().dividedBy(2);
      Bench.pause(window);
      for (int i = 0; i < rates.length; i++) {
        long before = done.sum();
        long began = System.nanoTime();
        Bench.pause(window);
        rates[i] = (done.sum() - before) / ((System.nanoTime() - began) / 1e9);
      }
      boolean early = stop.getAndSet(true);
      for (int i = 0; i < threads; i++) {
        boolean _ = running.take().get();
      }
      Bench.require(!early, "The load ended early");
      return rates;
    } catch (ExecutionException problem) {
      throw new IllegalStateException("The load failed", problem.getCause());
    }
  }
}
