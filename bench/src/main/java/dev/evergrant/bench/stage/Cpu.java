package dev.evergrant.bench.stage;

import java.time.Duration;

/**
 * Processor time, in seconds: what others on the machine do makes everything slower, but this
 * hardly larger.
 */
public record Cpu(double worker, double database, double broker, double provider) {

  /** What was used since then. */
  public Cpu since(Cpu before) {
    return new Cpu(
        worker - before.worker,
        database - before.database,
        broker - before.broker,
        provider - before.provider);
  }

  public double total() {
    return worker + database + broker + provider;
  }

  /** Of a process that lives; 0 where the system does not tell. */
  static double seconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toMillis)
        .map(millis -> millis / 1000.0)
        .orElse(0.0);
  }
}
