package dev.evergrant.contracts;

import org.jspecify.annotations.Nullable;

/** The person behind a connection, as far as anybody told. */
public record User(@Nullable String id, @Nullable String email, @Nullable String organization) {

  /** Nobody told. */
  public static final User UNKNOWN = new User(null, null, null);
}
