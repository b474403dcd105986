package dev.evergrant.worker.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** The configuration cannot be used. It has no cause: a parser's own message may quote a secret. */
public final class InvalidConfig extends Exception {

  private static final long serialVersionUID = 1;

  // A list is not serializable by its type, and nobody serializes this.
  private final transient List<Problem> problems;

  InvalidConfig(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  " + problem)
            .collect(joining("", "The configuration cannot be used:", "")));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, at least one, in the order of reading. */
  public List<Problem> problems() {
    return problems;
  }
}
