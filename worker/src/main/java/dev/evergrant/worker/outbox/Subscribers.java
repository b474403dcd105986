package dev.evergrant.worker.outbox;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The downstream services and their public keys. An access token leaves the worker only as a JWE
 * (RFC 7516, compact form) to the key of a subscriber that may read the app. Safe for any thread.
 */
public final class Subscribers {
  private final Map<String, List<Recipient>> byApp = new LinkedHashMap<>();

  private record Recipient(String name, Sealer sealer) {}

  public Subscribers(Collection<Config.Subscriber> subscribers) {
    for (Config.Subscriber subscriber : subscribers) {
      Recipient recipient = recipient(subscriber);
      for (String app : subscriber.apps()) {
        byApp.computeIfAbsent(app, _ -> new ArrayList<>()).add(recipient);
      }
    }
  }

  /** The access token once per subscriber that may read the app; empty where there is none. */
  public Map<String, String> seal(String app, Secret accessToken) {
    Map<String, String> sealed = new LinkedHashMap<>();
    for (Recipient recipient : byApp.getOrDefault(app, List.of())) {
      try {
        sealed.put(recipient.name(), recipient.sealer().seal(accessToken));
      } catch (JOSEException | GeneralSecurityException problem) {
        throw new IllegalStateException(
            "The key of subscriber " + recipient.name() + " does not encrypt", problem);
      }
    }
    return sealed;
  }

  private static Recipient recipient(Config.Subscriber subscriber) {
    try {
      return switch (JWK.parse(subscriber.key())) {
        case RSAKey key -> {
          RSAPublicKey to = key.toRSAPublicKey();
          yield new Recipient(
              subscriber.name(),
              new Sealer(
                  header(JWEAlgorithm.RSA_OAEP_256, key),
                  contentKey -> new RSAEncrypter(to, contentKey)));
        }
        case ECKey key -> {
          ECPublicKey to = key.toECPublicKey();
          yield new Recipient(
              subscriber.name(),
              new Sealer(
                  header(JWEAlgorithm.ECDH_ES_A256KW, key),
                  contentKey -> new ECDHEncrypter(to, contentKey)));
        }
        case JWK key ->
            throw new IllegalArgumentException(
                "The key of subscriber "
                    + subscriber.name()
                    + " is of type "
                    + key.getKeyType()
                    + "; use RSA or EC.");
      };
    } catch (ParseException | JOSEException problem) {
      throw new IllegalArgumentException(
          "The key of subscriber " + subscriber.name() + " is not a JWK with a public key.");
    }
  }

  private static JWEHeader header(JWEAlgorithm algorithm, JWK key) {
    return new JWEHeader.Builder(algorithm, EncryptionMethod.A256GCM).keyID(key.getKeyID()).build();
  }
}
