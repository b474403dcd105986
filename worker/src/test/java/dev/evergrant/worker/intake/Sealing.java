package dev.evergrant.worker.intake;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.worker.config.SealingKeys;
import java.text.ParseException;
import java.util.function.UnaryOperator;

/** What a frontend does with the worker's public key. */
public final class Sealing {
  private Sealing() {}

  /** A new private key with kid, use and alg. */
  public static JWK newKey(SealingKeys.Kind kind) {
    try {
      return JWK.parse(SealingKeys.generate(kind).reveal());
    } catch (ParseException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /** Seals as the documents say. */
  public static String seal(JWK key, String json) {
    return seal(key, json, header -> header);
  }

  /** Seals, with another header than the documents say. */
  static String seal(JWK key, String json, UnaryOperator<JWEHeader.Builder> change) {
    try {
      var header =
          new JWEHeader.Builder(
                  JWEAlgorithm.parse(key.getAlgorithm().getName()), EncryptionMethod.A256GCM)
              .keyID(key.getKeyID());
      var jwe = new JWEObject(change.apply(header).build(), new Payload(json));
      jwe.encrypt(encrypter(key));
      return jwe.serialize();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  static UnaryOperator<JWEHeader.Builder> compressed() {
    return header -> header.compressionAlgorithm(CompressionAlgorithm.DEF);
  }

  /** The same with one character of a part, counted from 0, replaced. */
  static String damaged(String sealed, int part) {
    String[] parts = sealed.split("\\.");
    char first = parts[part].charAt(0);
    parts[part] = (first == 'A' ? 'B' : 'A') + parts[part].substring(1);
    return String.join(".", parts);
  }

  private static JWEEncrypter encrypter(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSAEncrypter(rsa);
      case ECKey ec -> new ECDHEncrypter(ec);
      case JWK other -> throw new IllegalArgumentException(other.getKeyType().getValue());
    };
  }
}
