package dev.evergrant.worker.store;

import com.google.crypto.tink.Aead;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Encryption at rest: Google Tink, AES-256-GCM. Every ciphertext begins with the id of its key, and
 * is bound to its place (connection, field, version), so that it opens nowhere else.
 */
public final class Cipher {
  private final Aead aead;

  private Cipher(Aead aead) {
    this.aead = aead;
  }

  /**
   * Reads a keyset.
   *
   * @param keyset Tink's JSON form, in the clear
   * @throws IllegalArgumentException if it is no keyset for authenticated encryption
   */
  public static Cipher of(Secret keyset) {
    return Keysets.aead(keyset)
        .map(Cipher::new)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "encryption.keyset is not a Tink keyset for AES-256-GCM. Make one with:"
                        + " ./evergrant keyset"));
  }

  /** Encrypts for one place. */
  public byte[] seal(byte[] plain, String connection, String field, long version) {
    try {
      return aead.encrypt(plain, place(connection, field, version));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("Encryption failed for " + field, problem);
    }
  }

  byte @Nullable [] seal(@Nullable Secret secret, String connection, String field, long version) {
    return secret == null
        ? null
        : seal(secret.reveal().getBytes(StandardCharsets.UTF_8), connection, field, version);
  }

  /**
   * Decrypts what was encrypted for that place.
   *
   * @throws CannotDecrypt if the key is missing, or the ciphertext is another place's or damaged
   */
  public byte[] open(byte[] ciphertext, String connection, String field, long version) {
    try {
      return aead.decrypt(ciphertext, place(connection, field, version));
    } catch (GeneralSecurityException problem) {
      throw new CannotDecrypt(connection, field, version);
    }
  }

  @Nullable Secret openSecret(
      byte @Nullable [] ciphertext, String connection, String field, long version) {
    return ciphertext == null
        ? null
        : new Secret(
            new String(open(ciphertext, connection, field, version), StandardCharsets.UTF_8));
  }

  private static byte[] place(String connection, String field, long version) {
    return (connection + "\n" + field + "\n" + version).getBytes(StandardCharsets.UTF_8);
  }

  /** Our side's fault, never a connection's: nothing may be revoked for it. */
  public static final class CannotDecrypt extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotDecrypt(String connection, String field, long version) {
      super(
          "The "
              + field
              + " of "
              + connection
              + " version "
              + version
              + " cannot be decrypted with this keyset.");
    }
  }
}
