package dev.evergrant.campaign.check;

import java.util.List;

/** I10 and I11, about what is encrypted at rest. */
final class Ciphertexts {
  private Ciphertexts() {}

  static List<String> places(Evidence evidence) {
    return evidence.sealed().stream()
        .filter(one -> !one.opens() || one.opensElsewhere())
        .map(
            one ->
                one.opens()
                    ? one.place() + " also opens in another row's place."
                    : one.place() + " does not open.")
        .toList();
  }

  static List<String> nonces(Evidence evidence) {
    return evidence.repeatedNonces();
  }
}
