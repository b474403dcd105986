package dev.evergrant.bench.measure;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param sizes how many connections the rate is measured with
 * @param claimSizes how many connections claims are measured with; the first and the last are
 *     compared
 * @param windows how many repetitions of a rate
 * @param window how long one takes
 * @param warmUp before the first: a worker's compiler is busy for a minute
 * @param repeats of what is started or killed
 * @param leadIn how long events come in at the usual rate before their latency counts: codes that
 *     come at once warm up other code than codes that come one by one
 * @param latency how long events come in for their latency
 * @param exchanges how many codes come in at once for the rate
 * @param steady how long it is watched whether tables stay as they are
 */
public record Plan(
    List<Integer> sizes,
    List<Integer> claimSizes,
    int windows,
    Duration window,
    Duration warmUp,
    int repeats,
    Duration leadIn,
    Duration latency,
    int exchanges,
    Duration steady) {

  /** Only shows that everything runs. */
  public static Plan shortForm() {
    return new Plan(
        List.of(10_000),
        List.of(10_000, 20_000),
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        1,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        2_000,
        Duration.ofSeconds(2));
  }

  /** The figures. */
  public static Plan full(Duration steady) {
    return new Plan(
        List.of(10_000, 100_000, 1_000_000),
        List.of(10_000, 1_000_000, 10_000_000),
        5,
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        20,
        Duration.ofMinutes(4),
        Duration.ofSeconds(60),
        100_000,
        steady);
  }

  /** The same with other sizes. */
  public Plan of(List<Integer> connections) {
    return new Plan(
        connections,
        claimSizes,
        windows,
        window,
        warmUp,
        repeats,
        leadIn,
        latency,
        exchanges,
        steady);
  }

  /** The size that the parts, the plain design and the profile are measured with. */
  int largest() {
    return sizes.getLast();
  }
}
