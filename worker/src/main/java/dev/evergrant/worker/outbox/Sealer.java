package dev.evergrant.worker.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWECryptoParts;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.impl.AAD;
import dev.evergrant.worker.lifecycle.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts access tokens to one subscriber, as JWEs (RFC 7516, compact form, A256GCM).
 *
 * <p>To wrap a content key costs more than all else that a worker does for a refresh, so one is
 * kept for {@value #MOST_TOKENS} tokens: only the subscriber can unwrap it, and all of them are the
 * subscriber's to read. It leaves this object wrapped only, and every token has an initialization
 * vector of its own under it, counted up (NIST SP 800-38D §8.2.1). Safe for any thread.
 */
final class Sealer {
  static final int MOST_TOKENS = 1_000;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int VECTOR_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final JWEHeader header;
  private final Wrapping wrapping;
  private volatile Kept kept;

  /** Wraps a content key for the subscriber. */
  interface Wrapping {
    JWEEncrypter of(SecretKey contentKey) throws JOSEException;
  }

  /** Not a record: it would print its key. */
  private static final class Kept {
    private final String beginning;
    private final byte[] authenticated;
    private final SecretKey key;
    private final AtomicInteger tokens = new AtomicInteger();

    Kept(JWECryptoParts wrapped, SecretKey key) {
      String header = wrapped.getHeader().toBase64URL().toString();
      this.beginning = header + "." + wrapped.getEncryptedKey() + ".";
      this.authenticated = header.getBytes(US_ASCII);
      this.key = key;
    }
  }

  /**
   * @throws JOSEException if the subscriber's key cannot wrap
   */
  Sealer(JWEHeader header, Wrapping wrapping) throws JOSEException {
    this.header = header;
    this.wrapping = wrapping;
    this.kept = fresh();
  }

  /**
   * The token as a JWE.
   *
   * @throws JOSEException if the subscriber's key does not wrap
   * @throws GeneralSecurityException if the token cannot be encrypted
   */
  String seal(Secret token) throws JOSEException, GeneralSecurityException {
    Kept current = kept;
    int number = current.tokens.getAndIncrement();
    while (number >= MOST_TOKENS) {
      current = renewed(current);
      number = current.tokens.getAndIncrement();
    }
    return seal(token, current, number);
  }

  private static String seal(Secret token, Kept current, int number)
      throws GeneralSecurityException {
    byte[] vector =
        ByteBuffer.allocate(VECTOR_BYTES).putInt(VECTOR_BYTES - Integer.BYTES, number).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, current.key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
    cipher.updateAAD(current.authenticated);
    byte[] sealed = cipher.doFinal(token.reveal().getBytes(UTF_8));
    int end = sealed.length - TAG_BYTES;
    return current.beginning
        + BASE64.encodeToString(vector)
        + "."
        + BASE64.encodeToString(Arrays.copyOf(sealed, end))
        + "."
        + BASE64.encodeToString(Arrays.copyOfRange(sealed, end, sealed.length));
  }

  private synchronized Kept renewed(Kept spent) throws JOSEException {
    if (kept == spent) {
      kept = fresh();
    }
    return kept;
  }

  private Kept fresh() throws JOSEException {
    try {
      KeyGenerator keys = KeyGenerator.getInstance("AES");
      keys.init(header.getEncryptionMethod().cekBitLength());
      SecretKey key = keys.generateKey();
      // Nothing is encrypted here; what is kept is the wrapped key, and the header that ECDH adds
      // to.
      return new Kept(wrapping.of(key).encrypt(header, new byte[0], AAD.compute(header)), key);
    } catch (NoSuchAlgorithmException problem) {
      throw new IllegalStateException("Every JDK makes AES keys", problem);
    }
  }
}
