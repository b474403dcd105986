package dev.evergrant.campaign.check;

import java.util.List;
import java.util.function.Function;

/**
 * An invariant of the failure model, section 4.
 *
 * @param check lists what breaks it, a sentence each
 */
public record Invariant(String name, String promise, Function<Evidence, List<String>> check) {

  /** All of them, in the failure model's order. */
  public static final List<Invariant> ALL =
      List.of(
          new Invariant("I1", "every grant ends once", GrantsEnd::check),
          new Invariant("I2", "the stored token is the live one", StoredTokens::check),
          new Invariant("I3", "resent only when alone", Resends::check),
          new Invariant("I4", "no token is spent twice at once", Overlaps::check),
          new Invariant("I5", "versions rise by one", Versions::check),
          new Invariant("I6", "one event per transition, in order", Events::check),
          new Invariant("I7", "nothing ends without the provider", Losses::check),
          new Invariant("I8", "revoked is final", Finality::check),
          new Invariant("I9", "each batch names each once", Batches::check),
          new Invariant("I10", "ciphertexts open in their place only", Ciphertexts::places),
          new Invariant("I11", "no nonce twice", Ciphertexts::nonces),
          new Invariant("I12", "no secret in the open", evidence -> evidence.leaks()),
          new Invariant("I13", "all is refreshed in time", Quietness::refreshed),
          new Invariant("I14", "all drains, nothing leaks", Quietness::drained));

  /** Whether a violation is to be shown, and what it is called. */
  public record Verdict(Invariant invariant, List<String> violations) {
    public boolean holds() {
      return violations.isEmpty();
    }
  }

  /** Checks them all. */
  public static List<Verdict> judge(Evidence evidence) {
    return ALL.stream()
        .map(invariant -> new Verdict(invariant, invariant.check().apply(evidence)))
        .toList();
  }
}
