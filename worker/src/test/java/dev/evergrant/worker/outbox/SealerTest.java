package dev.evergrant.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealerTest {
  private static final ECKey KEY = ec(Curve.P_256);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

  static Stream<JWK> keys() throws JOSEException {
    return Stream.of(
        new RSAKeyGenerator(2048).keyID("rsa").generate(),
        ec(Curve.P_256),
        ec(Curve.P_384),
        ec(Curve.P_521));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyTokenUnderOneContentKeyOpensByItself(JWK key) {
    // Given
    Subscribers subscribers =
        new Subscribers(
            List.of(
                new Config.Subscriber(
                    "reader", key.toPublicJWK().toJSONString(), List.of("crm-sync"))),
            new SecureRandom(),
            nanos::get);
    for (String token : List.of("", "access-1", "schl\u00fcssel \ud83d\udd11", "x".repeat(8192))) {
      // When
      String sealed = subscribers.seal("crm-sync", new Secret(token)).get("reader");
      // Then
      assertThat(opened(String.valueOf(sealed), key)).isEqualTo(token);
    }
  }

  @Test
  void aContentKeyServesManyTokensAndNoNonceComesTwice() {
    // Given
    Sealer sealer = sealer(Sealer.MOST_USES);
    // When
    List<String[]> sealed = seal(sealer, 10_000);
    // Then
    assertThat(contentKeys(sealed)).hasSize(1);
    assertThat(sealed.stream().map(parts -> parts[2]).distinct()).hasSize(10_000);
  }

  @Test
  void aContentKeyEndsAfterItsTime() {
    // Given
    Sealer sealer = sealer(Sealer.MOST_USES);
    List<String[]> sealed = new ArrayList<>(seal(sealer, 1));
    // When
    nanos.addAndGet(Sealer.LONGEST.minusNanos(1).toNanos());
    sealed.addAll(seal(sealer, 1));
    // Then
    assertThat(contentKeys(sealed)).hasSize(1);
    // When
    nanos.addAndGet(1);
    sealed.addAll(seal(sealer, 1));
    // Then
    assertThat(contentKeys(sealed)).hasSize(2);
    assertThat(Sealer.LONGEST).isLessThanOrEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aContentKeyEndsAfterItsUsesHoweverManySealAtOnce() throws InterruptedException {
    // Given
    int mostUses = 100;
    Sealer sealer = sealer(mostUses);
    var sealed = new ConcurrentLinkedQueue<String[]>();
    // When
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> sealed.addAll(seal(sealer, 1_000)));
      }
    }
    // Then
    assertThat(sealed).hasSize(8_000);
    var uses =
        sealed.stream().collect(Collectors.groupingBy(parts -> parts[1], Collectors.counting()));
    // One use is the library's own.
    assertThat(uses.values()).allMatch(count -> count <= mostUses - 1);
    assertThat(uses.size()).isBetween(81, 120);
    assertThat(Sealer.MOST_USES).isEqualTo(1 << 20);
  }

  @Test
  void aFingerprintTellsWhoMayReadWithWhichKey() {
    String name = fingerprint(subscriber("reader", KEY));
    assertThat(fingerprint(subscriber("reader", KEY))).isEqualTo(name);
    assertThat(
            Set.of(
                name,
                fingerprint(subscriber("other", KEY)),
                fingerprint(subscriber("reader", ec(Curve.P_256))),
                fingerprint(subscriber("reader", new ECKey.Builder(KEY).keyID("2").build())),
                fingerprint(subscriber("reader", KEY), subscriber("other", KEY)),
                fingerprint()))
        .hasSize(6);
    assertThat(fingerprint(subscriber("a", KEY), subscriber("b", KEY)))
        .isEqualTo(fingerprint(subscriber("b", KEY), subscriber("a", KEY)));
    assertThat(fingerprint()).isEmpty();
  }

  private String fingerprint(Config.Subscriber... subscribers) {
    return String.valueOf(
        new Subscribers(List.of(subscribers), new SecureRandom(), nanos::get)
            .fingerprints(List.of("crm-sync"))
            .get("crm-sync"));
  }

  private static Config.Subscriber subscriber(String name, JWK key) {
    return new Config.Subscriber(name, key.toPublicJWK().toJSONString(), List.of("crm-sync"));
  }

  private Sealer sealer(int mostUses) {
    return new Sealer(
        "reader",
        new JWEHeader(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM),
        content -> new ECDHEncrypter(KEY.toECPublicKey(), content),
        mostUses,
        new SecureRandom(),
        nanos::get);
  }

  private static List<String[]> seal(Sealer sealer, int times) {
    return IntStream.range(0, times)
        .mapToObj(number -> sealer.seal(new Secret("token-" + number)).split("\\."))
        .toList();
  }

  private static Set<String> contentKeys(List<String[]> sealed) {
    return sealed.stream().map(parts -> parts[1]).collect(Collectors.toSet());
  }

  private static String opened(String sealed, JWK key) {
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      jwe.decrypt(
          key instanceof RSAKey rsa ? new RSADecrypter(rsa) : new ECDHDecrypter(key.toECKey()));
      return jwe.getPayload().toString();
    } catch (ParseException | JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static ECKey ec(Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID("1").generate();
    } catch (JOSEException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
