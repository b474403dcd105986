package dev.evergrant.contracts.client;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.SealedCode;

/**
 * Encrypts to the worker. Safe for any thread.
 *
 * @param key public, RSA or EC
 */
record Sealer(JWK key) {
  private static final CloudEventCodec CODEC = new CloudEventCodec();

  /**
   * @param json one JWK, or a set of them with the newest first
   * @throws IllegalArgumentException if it is neither, or there is no key to encrypt to in it
   */
  static Sealer parse(String json) {
    return Jwks.parse(json).stream()
        .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.ENCRYPTION))
        .filter(key -> key instanceof RSAKey || key instanceof ECKey)
        .findFirst()
        .map(key -> new Sealer(key.toPublicJWK()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The worker has no RSA or EC key to encrypt to: configure one there."));
  }

  /**
   * Encrypts a grant's code and verifier so that neither can be read in Kafka: a compact JWE (RFC
   * 7516 §3.1) by the key's own algorithm, else RSA-OAEP-256 or ECDH-ES+A256KW by its type, with
   * A256GCM.
   */
  String seal(Grant grant) {
    try {
      JWEHeader header =
          new JWEHeader.Builder(algorithm(), EncryptionMethod.A256GCM)
              .keyID(key.getKeyID())
              .build();
      byte[] secrets = CODEC.encode(new SealedCode(grant.code(), grant.codeVerifier()));
      JWEObject jwe = new JWEObject(header, new Payload(new String(secrets, UTF_8)));
      jwe.encrypt(encrypter());
      return jwe.serialize();
    } catch (JOSEException problem) {
      throw new IllegalStateException(
          "The worker's key %s does not encrypt.".formatted(key.getKeyID()), problem);
    }
  }

  private JWEAlgorithm algorithm() {
    if (key.getAlgorithm() != null) {
      return JWEAlgorithm.parse(key.getAlgorithm().getName());
    }
    return key instanceof RSAKey ? JWEAlgorithm.RSA_OAEP_256 : JWEAlgorithm.ECDH_ES_A256KW;
  }

  private JWEEncrypter encrypter() throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> new RSAEncrypter(rsa);
      case ECKey ec -> new ECDHEncrypter(ec);
      case JWK other -> throw new JOSEException("no key to encrypt to: " + other.getKeyType());
    };
  }
}
