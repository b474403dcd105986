package dev.evergrant.contracts.client;

/** An access token as it is in memory: none prints itself. */
sealed interface Token {
  /** There is none for this subscriber. */
  record None() implements Token {
    static final None NONE = new None();
  }

  /** As it came, until somebody asks for it. */
  record Sealed(String jwe) implements Token {
    @Override
    public String toString() {
      return "Sealed";
    }
  }

  /** In the clear. */
  record Open(String accessToken) implements Token {
    @Override
    public String toString() {
      return "Open";
    }
  }
}
