package dev.evergrant.worker.intake;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.lifecycle.Secret;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens codes that frontends have sealed to this worker (RFC 7516, compact form). The header's kid
 * chooses the key; without one, each is tried that has the header's algorithm. Safe for any thread.
 */
public final class SealedCodes {
  private static final String FIELD = "sealedCode";
  private static final String ANEW =
      "fetch the worker's keys from /.well-known/jwks.json and seal it anew to the first of them.";

  private final List<Key> keys;
  private final CloudEventCodec codec;

  private record Key(String id, JWEAlgorithm algorithm, JWEDecrypter decrypter) {}

  /**
   * @param keys private JWKs as JSON, of RSA or EC and each with a kid; none if nothing is sealed
   * @throws IllegalArgumentException if one of them is no such key
   */
  public SealedCodes(List<Secret> keys, CloudEventCodec codec) {
    this.keys = keys.stream().map(SealedCodes::key).toList();
    this.codec = codec;
  }

  /**
   * Opens one.
   *
   * @throws UnacceptableEvent if it cannot be opened, or holds something else than a code
   */
  SealedCode open(String sealed) throws UnacceptableEvent {
    if (keys.isEmpty()) {
      throw refused(
          "cannot be opened: this worker has no key under sealing.keys. Send code instead, or have"
              + " one configured.");
    }
    JWEObject jwe = parse(sealed);
    List<Key> fitting = fitting(jwe.getHeader());
    for (Key key : fitting) {
      byte[] opened = open(jwe, key);
      if (opened != null) {
        return codec.sealedCode(opened);
      }
      // What failed once cannot be decrypted again; another key needs a fresh one.
      jwe = parse(sealed);
    }
    throw refused("does not open with this worker's key: " + ANEW);
  }

  private static JWEObject parse(String sealed) throws UnacceptableEvent {
    try {
      return JWEObject.parse(sealed);
    } catch (ParseException | RuntimeException problem) {
      // Whatever the library says of hostile text may quote it.
      throw refused("is not a compact JWE, five parts joined by dots (RFC 7516 §3.1): " + ANEW);
    }
  }

  private List<Key> fitting(JWEHeader header) throws UnacceptableEvent {
    if (header.getCompressionAlgorithm() != null) {
      throw refused("is compressed: seal it without zip in the header.");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw refused("has crit in its header: seal it without extensions.");
    }
    if (!EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())) {
      throw refused("is encrypted by another method than A256GCM: set enc to A256GCM.");
    }
    String id = header.getKeyID();
    List<Key> named = keys.stream().filter(key -> id == null || id.equals(key.id())).toList();
    if (named.isEmpty()) {
      throw refused("names a key by kid that this worker does not have: " + ANEW);
    }
    List<Key> fitting =
        named.stream().filter(key -> key.algorithm().equals(header.getAlgorithm())).toList();
    if (fitting.isEmpty()) {
      throw refused(
          "has another alg than the key is for: set alg to "
              + named.getFirst().algorithm().getName()
              + ".");
    }
    return fitting;
  }

  private static byte @Nullable [] open(JWEObject jwe, Key key) {
    try {
      jwe.decrypt(key.decrypter());
      return jwe.getPayload().toBytes();
    } catch (JOSEException | RuntimeException notOurs) {
      // Of hostile parts, such as a point that is not on the curve, the library complains in many
      // ways; all mean the same.
      return null;
    }
  }

  private static UnacceptableEvent refused(String problem) {
    return new UnacceptableEvent(FIELD, problem);
  }

  private static Key key(Secret jwk) {
    try {
      return switch (JWK.parse(jwk.reveal())) {
        case RSAKey rsa ->
            new Key(rsa.getKeyID(), JWEAlgorithm.RSA_OAEP_256, new RSADecrypter(rsa));
        case ECKey ec -> new Key(ec.getKeyID(), JWEAlgorithm.ECDH_ES_A256KW, new ECDHDecrypter(ec));
        case JWK other ->
            throw new IllegalArgumentException(
                "sealing.keys has a key of another type than RSA or EC.");
      };
    } catch (ParseException | JOSEException problem) {
      throw new IllegalArgumentException("sealing.keys has a text that is no private JWK.");
    }
  }
}
