package dev.evergrant.devkit.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A refresh token, known by its digest only. Guarded by the server's lock. */
final class RefreshToken {
  final Digest digest;
  final Grant grant;

  /** Of the token set it came with. */
  final int number;

  /** Its life is counted from here: its issue, or a later use that did not replace it. */
  Instant freshAt;

  /** When it, or a newer one, was first used for another; null for the current one. */
  @Nullable Instant replacedAt;

  @Nullable RefreshToken older;

  RefreshToken(Digest digest, Grant grant, int number, Instant issuedAt) {
    this.digest = digest;
    this.grant = grant;
    this.number = number;
    this.freshAt = issuedAt;
    this.older = grant.newest;
  }
}
