package dev.evergrant.devkit.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a query or of a form body.
 *
 * @param repeated the names that came more than once, which OAuth forbids
 */
record Form(Map<String, String> values, Set<String> repeated) {

  /**
   * @throws IllegalArgumentException on a malformed percent-encoding
   */
  static Form parse(String encoded) {
    Map<String, String> values = new HashMap<>();
    Set<String> repeated = new HashSet<>();
    for (String pair : encoded.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (values.putIfAbsent(name, value) != null) {
        repeated.add(name);
      }
    }
    return new Form(Map.copyOf(values), Set.copyOf(repeated));
  }

  /** Empty for a missing and for an empty parameter alike, as OAuth wants it. */
  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** The empty text for a missing parameter. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }
}
