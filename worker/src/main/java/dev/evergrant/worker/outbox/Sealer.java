package dev.evergrant.worker.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.Base64URL;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals to one subscriber: compact JWEs (RFC 7516 §3.1) with A256GCM. What costs most is to encrypt
 * the content key to the subscriber's public key, so a content key serves many tokens: for {@link
 * #LONGEST}, or {@value #MOST_USES} of them. Each has a random nonce of 96 bits; that two of 2^20
 * are alike has a probability of 2^-57, far below the 2^-32 that NIST SP 800-38D §8.3 asks for.
 * Safe for any thread.
 */
final class Sealer {
  static final int MOST_USES = 1 << 20;
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final String subscriber;
  private final JWEHeader header;
  private final Encryption encryption;
  private final int mostUses;
  private final SecureRandom random;
  private final LongSupplier nanos;
  private final AtomicReference<@Nullable ContentKey> current = new AtomicReference<>();

  /** How a content key is encrypted to the subscriber's public key. */
  interface Encryption {
    JWEEncrypter of(SecretKey contentKey) throws JOSEException;
  }

  /** With the first two parts of every JWE under it. */
  private record ContentKey(
      SecretKey key, String header, String encryptedKey, long since, AtomicInteger uses) {}

  /**
   * @param mostUses of one content key, usually {@link #MOST_USES}
   */
  Sealer(
      String subscriber,
      JWEHeader header,
      Encryption encryption,
      int mostUses,
      SecureRandom random,
      LongSupplier nanos) {
    this.subscriber = subscriber;
    this.header = header;
    this.encryption = encryption;
    this.mostUses = mostUses;
    this.random = random;
    this.nanos = nanos;
  }

  String seal(Secret accessToken) {
    ContentKey content = content();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, content.key(), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
      cipher.updateAAD(content.header().getBytes(US_ASCII));
      byte[] sealed = cipher.doFinal(accessToken.reveal().getBytes(UTF_8));
      int end = sealed.length - TAG_BYTES;
      return content.header()
          + '.'
          + content.encryptedKey()
          + '.'
          + Base64URL.encode(nonce)
          + '.'
          + Base64URL.encode(Arrays.copyOf(sealed, end))
          + '.'
          + Base64URL.encode(Arrays.copyOfRange(sealed, end, sealed.length));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("Every JDK has AES-GCM", problem);
    }
  }

  private ContentKey content() {
    ContentKey known = current.get();
    if (known != null && isUsable(known)) {
      return known;
    }
    synchronized (this) {
      // Another thread may have made one meanwhile.
      ContentKey newest = current.get();
      if (newest != null && isUsable(newest)) {
        return newest;
      }
      ContentKey fresh = fresh();
      current.set(fresh);
      return fresh;
    }
  }

  private boolean isUsable(ContentKey content) {
    return nanos.getAsLong() - content.since() < LONGEST.toNanos()
        && content.uses().incrementAndGet() <= mostUses;
  }

  private ContentKey fresh() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    SecretKey key = new SecretKeySpec(bytes, "AES");
    // The library encrypts the key, with an empty text beside it that nobody gets.
    JWEObject jwe = new JWEObject(header, new Payload(""));
    try {
      jwe.encrypt(encryption.of(key));
    } catch (JOSEException problem) {
      throw new IllegalStateException(
          "The key of subscriber " + subscriber + " does not encrypt", problem);
    }
    // Read again: with ECDH the header has gained the ephemeral public key.
    return new ContentKey(
        key,
        jwe.getHeader().toBase64URL().toString(),
        jwe.getEncryptedKey().toString(),
        nanos.getAsLong(),
        // The empty text, and the one that it is made for.
        new AtomicInteger(2));
  }
}
