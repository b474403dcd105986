package dev.evergrant.contracts.client;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's private keys: one, or several while one is being changed for another. Immutable
 * and safe for any thread; does not print itself.
 */
public final class SubscriberKeys {
  private static final Set<JWEAlgorithm> ALGORITHMS =
      Set.of(JWEAlgorithm.RSA_OAEP_256, JWEAlgorithm.ECDH_ES_A256KW);

  private final List<Opener> openers;

  private record Opener(@Nullable String id, JWEDecrypter decrypter) {}

  private SubscriberKeys(List<Opener> openers) {
    this.openers = openers;
  }

  /**
   * @param json one private RSA or EC key as a JWK, or a set of them as {@code {"keys": […]}}
   * @throws IllegalArgumentException if it is anything else; the message quotes nothing of it
   */
  public static SubscriberKeys parse(String json) {
    List<Opener> openers = new ArrayList<>();
    for (JWK key : Jwks.parse(json)) {
      openers.add(new Opener(key.getKeyID(), decrypter(key)));
    }
    return new SubscriberKeys(List.copyOf(openers));
  }

  private static JWEDecrypter decrypter(JWK key) {
    try {
      if (key.isPrivate() && key instanceof RSAKey rsa) {
        return new RSADecrypter(rsa);
      }
      if (key.isPrivate() && key instanceof ECKey ec) {
        return new ECDHDecrypter(ec);
      }
    } catch (JOSEException _) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "The key %s is no private RSA or EC key: give the half that the subscriber keeps to itself."
            .formatted(key.getKeyID()));
  }

  /**
   * Opens a token that is sealed for one of the keys.
   *
   * @throws NoToken if there is no such key, or it does not open it
   */
  String open(String connection, String jwe) throws NoToken {
    try {
      JWEObject token = JWEObject.parse(jwe);
      JWEAlgorithm algorithm = token.getHeader().getAlgorithm();
      if (ALGORITHMS.contains(algorithm)
          && EncryptionMethod.A256GCM.equals(token.getHeader().getEncryptionMethod())) {
        token.decrypt(opener(connection, token.getHeader().getKeyID()));
        return token.getPayload().toString();
      }
    } catch (ParseException | JOSEException | IllegalStateException _) {
      // Said below: what a parser says may quote the token.
    }
    throw new NoToken(
        NoToken.Reason.NOT_OPENED,
        "The token of %s does not open with the keys of this subscriber.".formatted(connection));
  }

  private JWEDecrypter opener(String connection, @Nullable String id) throws NoToken {
    for (Opener opener : openers) {
      if (opener.id() != null && opener.id().equals(id)) {
        return opener.decrypter();
      }
    }
    if (openers.size() == 1) {
      return openers.getFirst().decrypter();
    }
    throw new NoToken(
        NoToken.Reason.NOT_OPENED,
        "The token of %s is sealed for the key %s, which is not among this subscriber's."
            .formatted(connection, id));
  }

  /** Their ids only. */
  @Override
  public String toString() {
    return openers.stream()
        .map(opener -> String.valueOf(opener.id()))
        .collect(Collectors.joining(", ", "SubscriberKeys[", "]"));
  }
}
