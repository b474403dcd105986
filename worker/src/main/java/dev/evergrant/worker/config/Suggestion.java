package dev.evergrant.worker.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which known word somebody meant who wrote another. */
final class Suggestion {

  private Suggestion() {}

  /** The nearest of the known words, if it is near: a slip or two, or another way of spelling. */
  static Optional<String> among(Collection<String> known, String written) {
    String plain = plain(written);
    int slips = Math.min(2, plain.length() / 3);
    return known.stream()
        .filter(word -> distance(plain(word), plain) <= slips)
        .min(Comparator.comparingInt(word -> distance(plain(word), plain)));
  }

  /** A sentence's ending that suggests it, or else lists what is known. */
  static String clause(Collection<String> known, String written) {
    return among(known, written)
        .map(word -> "; did you mean `" + word + "`?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "."
                    : "; known here: " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  // client_id, client-id and clientID are one word.
  private static String plain(String word) {
    return word.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }

  // Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static int distance(String from, String to) {
    var before = new int[to.length() + 1];
    var last = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      var row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = row;
    }
    return last[to.length()];
  }
}
