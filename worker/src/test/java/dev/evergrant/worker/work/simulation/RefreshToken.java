package dev.evergrant.worker.work.simulation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A refresh token as the provider knows it. */
final class RefreshToken {
  final String text;
  final Family family;
  final int number;

  /** Its idle life counts from here. */
  Instant freshAt;

  /** When it was first exchanged for another one; null while it is not. */
  @Nullable Instant replacedAt;

  /** When somebody last tried to send it, whether it arrived or not. */
  @Nullable Instant triedAt;

  RefreshToken(String text, Family family, int number, Instant issuedAt) {
    this.text = text;
    this.family = family;
    this.number = number;
    this.freshAt = issuedAt;
  }
}
