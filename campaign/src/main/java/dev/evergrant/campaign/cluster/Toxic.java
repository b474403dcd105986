package dev.evergrant.campaign.cluster;

import java.time.Duration;

/** What a proxy does to a link. */
public sealed interface Toxic {

  /** Nothing. */
  record None() implements Toxic {}

  /** Each piece arrives later, in both directions. */
  record Latency(Duration delay) implements Toxic {}

  /** What is sent vanishes, in both directions, and connections stay open. */
  record BlackHole() implements Toxic {}

  /** The other side is gone, and this side is not told. */
  record HalfOpen() implements Toxic {}

  /** Pieces of so many bytes. */
  record Slices(int bytes) implements Toxic {}

  /** Requests arrive; with the first byte of an answer the connection breaks. */
  record DropAnswers() implements Toxic {}

  /** Nobody listens, and what was open is reset. */
  record Refuse() implements Toxic {}

  /** Everything open is reset, once. */
  record Reset() implements Toxic {}
}
