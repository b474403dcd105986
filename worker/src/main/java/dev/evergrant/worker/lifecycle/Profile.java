package dev.evergrant.worker.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider and its quirks, as data.
 *
 * @param name the provider's name in the catalogue
 * @param authorizeUrl where users are sent to
 * @param tokenUrl the token endpoint (RFC 6749 §3.2)
 * @param revokeUrl the revocation endpoint (RFC 7009), where there is one
 * @param clientAuthentication how the client secret travels
 * @param codeLifetime how long a code may be exchanged, from the event's time on
 * @param accessTokenLifetime assumed where a reply has no {@code expires_in}
 * @param refreshTokenLifetime when a refresh token ends by itself
 * @param rotation what using a refresh token does to it
 * @param rotationGrace how long {@link Rotation#GRACE} lasts
 * @param resend whether a code or refresh token may be sent once more after a call whose answer was
 *     lost; where it may not, such a call can only be answered late, or ends in a loss
 * @param mintSpacing the provider refuses a second token for the same user and app within this time
 * @param limits how hard the provider may be asked
 * @param development how development grants end, or null where the provider has no such rule
 * @param refusals error codes that mean this one grant is dead, beside {@code invalid_grant}
 * @param identity how it tells who is behind a connection, or null where it does not
 */
public record Profile(
    String name,
    URI authorizeUrl,
    URI tokenUrl,
    @Nullable URI revokeUrl,
    ClientAuthentication clientAuthentication,
    Duration codeLifetime,
    Duration accessTokenLifetime,
    RefreshTokenLifetime refreshTokenLifetime,
    Rotation rotation,
    Duration rotationGrace,
    boolean resend,
    Duration mintSpacing,
    Limits limits,
    @Nullable Development development,
    Set<String> refusals,
    @Nullable Identity identity) {

  /**
   * How long a claim lasts: the call's deadline, three times for tries that were certainly not
   * sent, and as much again, so that nobody takes over what may still be on its way.
   */
  public Duration lease() {
    return limits.deadline().multipliedBy(6);
  }

  /** How a client proves itself at the token endpoint (RFC 6749 §2.3.1). */
  public enum ClientAuthentication {
    /** {@code client_id} and {@code client_secret} in the form. */
    BODY,
    /** HTTP Basic, both parts form-encoded before Base64. */
    BASIC
  }

  /**
   * When a refresh token ends by itself.
   *
   * @param idle after its issue, if it is not used; null for never
   * @param absolute after the consent, whatever is done; null for never
   */
  public record RefreshTokenLifetime(@Nullable Duration idle, @Nullable Duration absolute) {}

  /**
   * How hard one app's environment may ask the provider.
   *
   * @param ratePerSecond calls begun a second
   * @param concurrent calls under way at once
   * @param deadline of one call, from its beginning to the last byte of its answer
   */
  public record Limits(int ratePerSecond, int concurrent, Duration deadline) {}

  /**
   * The end of development grants.
   *
   * @param freeUsersOfOwner so many users of the organization that owns the app are not expired
   * @param lifetime of everybody else's grant
   */
  public record Development(int freeUsersOfOwner, Duration lifetime) {}
}
