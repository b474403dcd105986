package dev.evergrant.devkit.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that became true of the provider's state. Replayed in order they give the state again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Authorized.class, name = "authorized"),
  @JsonSubTypes.Type(value = Change.Issued.class, name = "issued"),
  @JsonSubTypes.Type(value = Change.Used.class, name = "used"),
  @JsonSubTypes.Type(value = Change.Revoked.class, name = "revoked"),
  @JsonSubTypes.Type(value = Change.SecretChanged.class, name = "secret_changed"),
  @JsonSubTypes.Type(value = Change.ClockMoved.class, name = "clock_moved")
})
sealed interface Change {

  /** A user consented: a grant begins, with a code that is still to be exchanged. */
  record Authorized(
      long grant,
      String email,
      Environment environment,
      String clientId,
      String redirectUri,
      String scope,
      @Nullable String challenge,
      Digest code,
      Instant at)
      implements Change {}

  /**
   * The grant's token set of this number was minted, from its code or from the presented refresh
   * token.
   *
   * @param refreshToken the new one; null where the reply leaves it out and the old one stays
   */
  record Issued(
      long grant, int number, @Nullable Digest refreshToken, @Nullable Digest presented, Instant at)
      implements Change {}

  /** The grant's access token of this number was used at the API for the first time. */
  record Used(long grant, int number) implements Change {}

  /** These grants ended, with all their tokens. */
  record Revoked(List<Long> grants, String reason, Instant at) implements Change {}

  /** The app's secret was regenerated. */
  record SecretChanged(String clientId, Digest secret) implements Change {}

  /** The clock shows another time from now on. */
  record ClockMoved(Duration offset) implements Change {}
}
