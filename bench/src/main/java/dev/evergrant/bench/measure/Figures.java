package dev.evergrant.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What has been measured so far, in the order of measuring. Not thread-safe. */
public final class Figures {
  private final List<Figure> figures = new ArrayList<>();
  private final Consumer<Figure> onAdded;

  /**
   * @param onAdded hears of every figure at once
   */
  public Figures(Consumer<Figure> onAdded) {
    this.onAdded = onAdded;
  }

  /**
   * One figure.
   *
   * @param key its name in the JSON file
   * @param what for people
   * @param unit such as {@code ms}
   * @param samples all repetitions
   */
  public record Figure(String key, String what, String unit, List<Double> samples) {
    /** The middle of the repetitions, or the lower one of the two in the middle. */
    public double median() {
      List<Double> sorted = samples.stream().sorted().toList();
      return sorted.get((sorted.size() - 1) / 2);
    }

    public double least() {
      return samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double most() {
      return samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
  }

  /** Notes a figure, in place of an earlier one of the same key. */
  public void add(String key, String what, String unit, double... samples) {
    var figure = new Figure(key, what, unit, Arrays.stream(samples).boxed().toList());
    figures.removeIf(earlier -> earlier.key().equals(key));
    figures.add(figure);
    onAdded.accept(figure);
  }

  /**
   * The median of a figure.
   *
   * @throws IllegalStateException if it has not been measured
   */
  public double median(String key) {
    return figures.stream()
        .filter(figure -> figure.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(key + " has not been measured"))
        .median();
  }

  /** Whether a figure has been measured. */
  public boolean has(String key) {
    return figures.stream().anyMatch(figure -> figure.key().equals(key));
  }

  /** All of them. */
  public List<Figure> all() {
    return List.copyOf(figures);
  }
}
