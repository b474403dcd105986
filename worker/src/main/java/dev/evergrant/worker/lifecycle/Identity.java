package dev.evergrant.worker.lifecycle;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a provider tells who is behind a connection. */
public sealed interface Identity {

  Pointers pointers();

  /**
   * Claims of the access token, which is a JWT (RFC 7519). Its signature is not verified: it has
   * come from the token endpoint over TLS, and nothing but a name is taken from it.
   */
  record Claims(Pointers pointers) implements Identity {}

  /**
   * A JSON object that the provider answers a GET with the access token as bearer (RFC 6750 §2.1).
   */
  record UserInfo(URI url, Pointers pointers) implements Identity {}

  /**
   * Where in the JSON it stands, as JSON pointers (RFC 6901); null where the provider does not
   * tell.
   *
   * @param id the provider's id of the person
   */
  record Pointers(@Nullable String id, @Nullable String email, @Nullable String organization) {}
}
