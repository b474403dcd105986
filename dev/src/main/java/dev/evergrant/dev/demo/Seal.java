package dev.evergrant.dev.demo;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.SealedCode;
import java.text.ParseException;

/** Seals codes to the worker's public key (RFC 7516, compact form). Safe for any thread. */
record Seal(ECKey key, CloudEventCodec codec) {

  static Seal to(String jwk, CloudEventCodec codec) {
    try {
      return new Seal(ECKey.parse(jwk), codec);
    } catch (ParseException problem) {
      throw new IllegalArgumentException("sealing.jwk is damaged; start with --fresh.");
    }
  }

  String seal(SealedCode code) {
    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
            .keyID(key.getKeyID())
            .build();
    JWEObject jwe = new JWEObject(header, new Payload(codec.encode(code)));
    try {
      jwe.encrypt(new ECDHEncrypter(key));
    } catch (JOSEException problem) {
      throw new IllegalStateException("Every JDK has P-256 and AES", problem);
    }
    return jwe.serialize();
  }
}
