package dev.evergrant.worker.config;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.lifecycle.Secret;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code sealing}, and makes keys for it: what frontends seal codes to. */
public final class SealingKeys {

  /** What a new key is of. */
  public enum Kind {
    /** P-256: small, and quick to open. */
    EC,
    /** 3072 bits. */
    RSA
  }

  private static final Form<String> JWK_TEXT =
      new Form<>(
          "Write a private key as one JWK in JSON (RFC 7517), best as ${file:sealing.jwk}; make one"
              + " with `./evergrant keys --new > sealing.jwk`.",
          text -> Optional.of(text).filter(Form::filled));

  private static final int NEW_RSA_BITS = 3072;

  private SealingKeys() {}

  static Config.Sealing read(Cursor section) {
    List<Secret> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Cursor at : section.at("keys").items()) {
      String text = at.required(JWK_TEXT, "");
      if (!text.isEmpty()) {
        try {
          JWK key = complete(JWK.parse(text));
          Optional.ofNullable(complaint(key, ids)).ifPresent(at::problem);
          keys.add(new Secret(key.toJSONString()));
        } catch (ParseException
            | JOSEException
            | IllegalArgumentException
            | IllegalStateException e) {
          // Messages of these may quote the key.
          at.problem(JWK_TEXT.advice());
        }
      }
    }
    return new Config.Sealing(List.copyOf(keys));
  }

  private static @Nullable String complaint(JWK key, Set<String> ids) {
    if (!key.isPrivate()) {
      return "This is a public key; the worker needs the private one to open what is sealed to it.";
    }
    JWK publicHalf = key.toPublicJWK();
    String unfit = publicHalf == null ? JWK_TEXT.advice() : PublicKeys.complaint(publicHalf);
    if (unfit != null) {
      return unfit;
    }
    if (!algorithm(key).equals(key.getAlgorithm()) || KeyUse.SIGNATURE.equals(key.getKeyUse())) {
      return "Take a key whose alg is "
          + algorithm(key)
          + " and whose use is enc, or leave both out; this one is for something else.";
    }
    return ids.add(key.getKeyID())
        ? null
        : "Give each key a kid of its own; another one here has the same.";
  }

  /** What frontends look for, where the key leaves it out: RFC 7517 §4, and RFC 7638 as the id. */
  private static JWK complete(JWK key) throws JOSEException {
    String id = key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
    KeyUse use = key.getKeyUse() == null ? KeyUse.ENCRYPTION : key.getKeyUse();
    Algorithm algorithm = key.getAlgorithm() == null ? algorithm(key) : key.getAlgorithm();
    return switch (key) {
      case RSAKey rsa -> new RSAKey.Builder(rsa).keyID(id).keyUse(use).algorithm(algorithm).build();
      case ECKey ec -> new ECKey.Builder(ec).keyID(id).keyUse(use).algorithm(algorithm).build();
      case JWK other -> other;
    };
  }

  private static JWEAlgorithm algorithm(JWK key) {
    return key instanceof RSAKey ? JWEAlgorithm.RSA_OAEP_256 : JWEAlgorithm.ECDH_ES_A256KW;
  }

  /** A new private key, as one JWK in JSON. */
  public static Secret generate(Kind kind) {
    try {
      return new Secret(
          switch (kind) {
            case EC ->
                new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.ENCRYPTION)
                    .algorithm(JWEAlgorithm.ECDH_ES_A256KW)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
            case RSA ->
                new RSAKeyGenerator(NEW_RSA_BITS)
                    .keyUse(KeyUse.ENCRYPTION)
                    .algorithm(JWEAlgorithm.RSA_OAEP_256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
          });
    } catch (JOSEException e) {
      throw new IllegalStateException("Every JDK makes such keys.", e);
    }
  }

  /**
   * The public halves as a JWK set in JSON (RFC 7517 §5), in the same order.
   *
   * @throws IllegalArgumentException if one is no JWK of such a key
   */
  public static String publicSet(List<Secret> keys) {
    return new JWKSet(keys.stream().map(SealingKeys::publicKey).toList()).toString(true);
  }

  /**
   * The public half, as one JWK in JSON.
   *
   * @throws IllegalArgumentException if it is no JWK of a key pair
   */
  public static String publicHalf(Secret key) {
    return publicKey(key).toJSONString();
  }

  private static JWK publicKey(Secret key) {
    try {
      return requireNonNull(JWK.parse(key.reveal()).toPublicJWK());
    } catch (ParseException | RuntimeException e) {
      // Messages of these may quote the key.
      throw new IllegalArgumentException(JWK_TEXT.advice());
    }
  }
}
