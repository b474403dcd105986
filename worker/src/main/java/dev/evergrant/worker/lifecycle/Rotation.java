package dev.evergrant.worker.lifecycle;

/** What becomes of a refresh token once it has been used, as the provider's profile says. */
public enum Rotation {
  /** It stays valid; asking again is free. */
  REUSABLE,
  /** It stays valid for a while after its first use. */
  GRACE,
  /** It stays valid until the access token it brought is used. */
  UNTIL_NEW_USED,
  /** It is dead at once, and using it again may revoke its successors. */
  STRICT,
  /** Nobody knows; treated as strict. */
  UNKNOWN
}
