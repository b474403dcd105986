package dev.evergrant.worker.config;

import java.util.regex.Pattern;

/** Names that the user gives to apps, providers and subscribers. */
final class Names {

  // No slash: a connection is written app/environment/subject.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Names() {}

  /** Tells a problem with the name, at the place that it names. */
  static void check(String name, Cursor at) {
    if (!NAME.matcher(name).matches()) {
      at.problem(
          "Name it with at most 100 letters, digits, dots, hyphens and underscores, beginning with"
              + " a letter or digit.");
    }
  }
}
