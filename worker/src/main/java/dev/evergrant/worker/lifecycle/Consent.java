package dev.evergrant.worker.lifecycle;

import dev.evergrant.contracts.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a user agreed to, and when; it outlives every token set.
 *
 * @param provider the provider's name in the catalogue
 * @param scope what was asked for, space-separated, where the event said so
 * @param authorizedAt the authorization event's time
 */
public record Consent(String provider, User user, @Nullable String scope, Instant authorizedAt) {

  /** The same, of somebody else. */
  public Consent of(User other) {
    return new Consent(provider, other, scope, authorizedAt);
  }
}
