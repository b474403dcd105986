package dev.evergrant.worker.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The downstream services and their public keys. An access token leaves the worker only as a JWE
 * (RFC 7516, compact form) to the key of a subscriber that may read the app. Safe for any thread.
 */
public final class Subscribers {
  private final Map<String, List<Recipient>> byApp = new LinkedHashMap<>();

  /**
   * @param identity of the key, and what subscribers know it by
   */
  private record Recipient(String name, String identity, Sealer sealer) {}

  /**
   * @param random of content keys and nonces
   */
  public Subscribers(
      Collection<Config.Subscriber> subscribers, SecureRandom random, LongSupplier nanos) {
    for (Config.Subscriber subscriber : subscribers) {
      Recipient recipient = recipient(subscriber, random, nanos);
      for (String app : subscriber.apps()) {
        byApp.computeIfAbsent(app, _ -> new ArrayList<>()).add(recipient);
      }
    }
  }

  /** The access token once per subscriber that may read the app; empty where there is none. */
  public Map<String, String> seal(String app, Secret accessToken) {
    Map<String, String> sealed = new LinkedHashMap<>();
    for (Recipient recipient : byApp.getOrDefault(app, List.of())) {
      sealed.put(recipient.name(), recipient.sealer().seal(accessToken));
    }
    return sealed;
  }

  /**
   * By app, a fingerprint (SHA-256) of who may read it and with which key; empty where nobody may.
   */
  public Map<String, String> fingerprints(Collection<String> apps) {
    Map<String, String> fingerprints = new TreeMap<>();
    for (String app : apps) {
      String all =
          byApp.getOrDefault(app, List.of()).stream()
              .map(recipient -> recipient.name() + " " + recipient.identity() + "\n")
              .sorted()
              .collect(Collectors.joining());
      fingerprints.put(app, all.isEmpty() ? "" : digest(all));
    }
    return fingerprints;
  }

  private static String digest(String text) {
    try {
      return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)))
          .toString();
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("Every JDK has SHA-256", problem);
    }
  }

  private static Recipient recipient(
      Config.Subscriber subscriber, SecureRandom random, LongSupplier nanos) {
    try {
      JWK jwk = JWK.parse(subscriber.key());
      String identity = jwk.computeThumbprint() + " " + jwk.getKeyID();
      Sealer sealer =
          switch (jwk) {
            case RSAKey key -> {
              var to = key.toRSAPublicKey();
              yield new Sealer(
                  subscriber.name(),
                  header(JWEAlgorithm.RSA_OAEP_256, key),
                  content -> new RSAEncrypter(to, content),
                  Sealer.MOST_USES,
                  random,
                  nanos);
            }
            case ECKey key -> {
              var to = key.toECPublicKey();
              yield new Sealer(
                  subscriber.name(),
                  header(JWEAlgorithm.ECDH_ES_A256KW, key),
                  content -> new ECDHEncrypter(to, content),
                  Sealer.MOST_USES,
                  random,
                  nanos);
            }
            case JWK key ->
                throw new IllegalArgumentException(
                    "The key of subscriber "
                        + subscriber.name()
                        + " is of type "
                        + key.getKeyType()
                        + "; use RSA or EC.");
          };
      return new Recipient(subscriber.name(), identity, sealer);
    } catch (ParseException | JOSEException problem) {
      throw new IllegalArgumentException(
          "The key of subscriber " + subscriber.name() + " is not a JWK with a public key.");
    }
  }

  private static JWEHeader header(JWEAlgorithm algorithm, JWK key) {
    return new JWEHeader.Builder(algorithm, EncryptionMethod.A256GCM).keyID(key.getKeyID()).build();
  }
}
