package dev.evergrant.contracts.client;

import dev.evergrant.contracts.ConnectionId;
import dev.evergrant.contracts.TokenUpdate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a connection's newest update: little, as there may be millions. Times are
 * milliseconds since 1970. Safe for any thread.
 */
final class Entry {
  /** Where an update does not say when. */
  static final long NEVER = Long.MIN_VALUE;

  private final long version;
  private final long issuedAt;
  private final long expiresAt;
  private final long reauthorizeBy;
  private final Surroundings surroundings;

  /**
   * As the token came, until somebody has asked for it; it is {@link #open} before it is let go.
   */
  private volatile @Nullable String sealed;

  private volatile @Nullable String open;

  /** In which telling of the topic it was last heard of; the reading thread's alone. */
  private int telling;

  /** What many connections have in common, and so share. */
  record Surroundings(
      String provider,
      String status,
      @Nullable String reason,
      @Nullable String scope,
      @Nullable String tokenType) {}

  /**
   * @param sealed the token as a JWE; null if there is none for this subscriber
   */
  Entry(
      long version,
      long issuedAt,
      long expiresAt,
      long reauthorizeBy,
      Surroundings surroundings,
      @Nullable String sealed) {
    this.version = version;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.reauthorizeBy = reauthorizeBy;
    this.surroundings = surroundings;
    this.sealed = sealed;
  }

  long version() {
    return version;
  }

  long expiresAt() {
    return expiresAt;
  }

  boolean isRevoked() {
    return surroundings.status().equals("revoked");
  }

  @Nullable String reason() {
    return surroundings.reason();
  }

  /** Ask for this before {@link #open()}: one of them is there, if there is a token at all. */
  @Nullable String sealed() {
    return sealed;
  }

  @Nullable String open() {
    return open;
  }

  /** From now on the token is at hand. */
  void opened(String token) {
    open = token;
    sealed = null;
  }

  /** The same version has the same token: opened once, it need not be opened again. */
  void keepOpened(Entry older) {
    String token = older.open;
    if (older.version == version && sealed != null && token != null) {
      opened(token);
    }
  }

  int telling() {
    return telling;
  }

  void heardIn(int number) {
    telling = number;
  }

  /** The update again, without sealed tokens. */
  TokenUpdate toUpdate(String connection) {
    ConnectionId id = ConnectionId.parse(connection);
    return new TokenUpdate(
        connection,
        id.app(),
        id.environment(),
        id.subject(),
        surroundings.provider(),
        surroundings.status(),
        version,
        surroundings.reason(),
        surroundings.scope(),
        surroundings.tokenType(),
        instant(issuedAt),
        instant(expiresAt),
        instant(reauthorizeBy),
        Map.of());
  }

  private static @Nullable Instant instant(long millis) {
    return millis == NEVER ? null : Instant.ofEpochMilli(millis);
  }
}
