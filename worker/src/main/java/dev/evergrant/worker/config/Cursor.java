package dev.evergrant.worker.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in the configuration, whether anything is there or not. Reading goes on after a problem,
 * with a placeholder, so that all problems are found at once; no {@link Config} is made of them. It
 * remembers which keys were asked for, so that at the end all others are known to be mistakes. For
 * one thread.
 */
final class Cursor {

  private final String path;
  private final @Nullable Node node;
  private final Interpolation interpolation;
  private final List<Problem> problems;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Cursor> below = new ArrayList<>();

  // What is here is not what was expected, and that is told already.
  private boolean hopeless;

  private Cursor(String path, @Nullable Node node, Cursor above) {
    this.path = path;
    this.node = node;
    this.interpolation = above.interpolation;
    this.problems = above.problems;
    this.hopeless = above.hopeless;
    above.below.add(this);
  }

  /** The top of a file. */
  Cursor(Node node, Interpolation interpolation, List<Problem> problems) {
    this.path = "";
    this.node = node;
    this.interpolation = interpolation;
    this.problems = problems;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** What is under a key. */
  Cursor at(String key) {
    asked.add(key);
    return new Cursor(join(path, key), mapping().get(key), this);
  }

  /** Whether the key is there, be it with {@code null}. */
  boolean has(String key) {
    return mapping().containsKey(key);
  }

  /** Everything in a mapping whose keys are names of the user's choice. */
  Map<String, Cursor> entries() {
    var entries = new LinkedHashMap<String, Cursor>();
    mapping().keySet().forEach(key -> entries.put(key, at(key)));
    return entries;
  }

  /** Everything in a list. */
  List<Cursor> items() {
    var items = new ArrayList<Cursor>();
    if (node instanceof Node.Sequence(var nodes)) {
      nodes.forEach(item -> items.add(new Cursor(path + "[" + items.size() + "]", item, this)));
    } else if (node != null && !isNull()) {
      problem("Write a list here.");
    }
    return items;
  }

  boolean isList() {
    return node instanceof Node.Sequence;
  }

  /** Whether {@code null} is written here. */
  boolean isNull() {
    return node instanceof Node.Null;
  }

  /** The value here; a placeholder after a problem. */
  <T> T required(Form<T> form, T placeholder) {
    return value(form, "This is required. " + form.advice()).orElse(placeholder);
  }

  /** The value here, or what is usual where nothing is. */
  <T> T or(T usual, Form<T> form) {
    return node == null
        ? usual
        : value(form, form.advice() + " Or leave the key out for the default.").orElse(usual);
  }

  /** The value here, or what is usual where nothing is; {@code null} may be written. */
  <T> @Nullable T orNull(@Nullable T usual, Form<T> form) {
    if (node == null || isNull()) {
      return node == null ? usual : null;
    }
    return value(form, form.advice() + " Or write null.").orElse(null);
  }

  /** Tells a problem with what is here, unless what is above is wrong already. */
  void problem(String message) {
    if (!hopeless) {
      problems.add(new Problem(path, message));
    }
  }

  /** Makes a problem of every key, here and below, that nothing asked for. */
  void refuseUnknownKeys() {
    if (!asked.isEmpty()) {
      for (String key : mapping().keySet()) {
        if (!asked.contains(key)) {
          String meant = Suggestion.clause(asked, key);
          problems.add(new Problem(join(path, key), "This key is unknown" + meant));
        }
      }
    }
    below.forEach(Cursor::refuseUnknownKeys);
  }

  private <T> Optional<T> value(Form<T> form, String adviceWithoutOne) {
    if (!(node instanceof Node.Scalar(var written))) {
      problem(node == null || isNull() ? adviceWithoutOne : form.advice());
      return Optional.empty();
    }
    return interpolation.expand(written, this::problem).flatMap(text -> parsed(form, text));
  }

  private <T> Optional<T> parsed(Form<T> form, String text) {
    var value = form.parser().apply(text);
    if (value.isEmpty()) {
      problem(form.advice());
    }
    return value;
  }

  private Map<String, Node> mapping() {
    if (node instanceof Node.Mapping(var entries)) {
      return entries;
    }
    if (node != null && !isNull()) {
      problem("Write keys with values here.");
      hopeless = true;
    }
    return Map.of();
  }
}
