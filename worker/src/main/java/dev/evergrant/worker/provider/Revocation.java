package dev.evergrant.worker.provider;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Secret;

/** Tells a provider that a grant is over (RFC 7009). Implementations are safe for any thread. */
public interface Revocation {

  /**
   * Tells it once, and blocks for no longer than the profile's deadline. Repeating is harmless: a
   * token that is already revoked is answered as one just revoked (RFC 7009 §2.2).
   */
  Outcome revoke(Profile provider, Credentials credentials, Secret refreshToken);

  /** What became of it. */
  sealed interface Outcome {
    /** The provider has confirmed it. */
    record Told() implements Outcome {}

    /** The provider has no revocation endpoint. */
    record NotOffered() implements Outcome {}

    /** The token must be assumed alive (RFC 7009 §2.2.1). */
    record Failed(String problem) implements Outcome {}
  }
}
