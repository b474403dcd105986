package dev.evergrant.worker.config;

import java.util.List;
import java.util.Map;

/** What stands in a YAML file, with its scalars as they are written there. */
sealed interface Node {

  /** Keys and values, in the file's order. */
  record Mapping(Map<String, Node> entries) implements Node {}

  /** A list. */
  record Sequence(List<Node> items) implements Node {}

  /** Text, a number or a boolean. It may be secret, so it does not print itself. */
  record Scalar(String text) implements Node {
    @Override
    public String toString() {
      return "Scalar[redacted]";
    }
  }

  /** {@code null}, or a key without a value. */
  record Null() implements Node {}
}
