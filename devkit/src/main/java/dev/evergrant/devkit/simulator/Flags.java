package dev.evergrant.devkit.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Command-line flags ({@code --name value} or {@code --name=value}), with environment variables
 * ({@code SIMULATOR_NAME}) for those that are not given.
 */
final class Flags {
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, String> variables;
  private final Set<String> known = new HashSet<>();

  /**
   * @throws IllegalArgumentException when the arguments are no flags
   */
  Flags(String[] arguments, Map<String, String> variables) {
    this.variables = variables;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        throw new IllegalArgumentException("not a flag: " + argument);
      }
      if (equals > 0) {
        given.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else if (i + 1 < arguments.length) {
        given.put(argument.substring(2), arguments[++i]);
      } else {
        throw new IllegalArgumentException(argument + " has no value");
      }
    }
  }

  Optional<String> get(String name) {
    known.add(name);
    String variable = "SIMULATOR_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    return Optional.ofNullable(given.get(name))
        .or(() -> Optional.ofNullable(variables.get(variable)));
  }

  /**
   * To be called when every flag there is has been asked for.
   *
   * @throws IllegalArgumentException when another one was given
   */
  void refuseUnknown() {
    Set<String> unknown = new HashSet<>(given.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown flags " + unknown + "; known are " + known);
    }
  }
}
