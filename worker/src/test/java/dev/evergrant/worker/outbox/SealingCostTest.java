package dev.evergrant.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What it saves to keep content keys; both sides are measured in one run, so only ratios count. */
class SealingCostTest {
  private static final Secret TOKEN = new Secret("x".repeat(1024));

  @Test
  void keepingContentKeysMakesSealingManyTimesCheaper() throws JOSEException {
    var rsa = new RSAKeyGenerator(2048).generate().toRSAPublicKey();
    var ec = new ECKeyGenerator(Curve.P_256).generate().toECPublicKey();
    Sealer.Encryption toRsa = content -> new RSAEncrypter(rsa, content);
    Sealer.Encryption toEc = content -> new ECDHEncrypter(ec, content);
    assertThat(saved("RSA-OAEP-256", JWEAlgorithm.RSA_OAEP_256, toRsa)).isGreaterThan(2);
    assertThat(saved("ECDH-ES+A256KW", JWEAlgorithm.ECDH_ES_A256KW, toEc)).isGreaterThan(10);
  }

  private static double saved(String name, JWEAlgorithm algorithm, Sealer.Encryption encryption) {
    // The compiler has to have seen it before it counts.
    var _ = micros(sealer(algorithm, encryption, Sealer.MOST_USES), 3_000);
    double fresh = micros(sealer(algorithm, encryption, 1), 300);
    double kept = micros(sealer(algorithm, encryption, Sealer.MOST_USES), 3_000);
    System.out.printf(
        "%s, a token of 1 KiB: %.1f us with a content key of its own, %.1f us with one that is"
            + " kept.%n",
        name, fresh, kept);
    return fresh / kept;
  }

  /** The median of some rounds, so that one that was interrupted does not count. */
  private static double micros(Sealer sealer, int times) {
    double[] rounds = new double[7];
    for (int round = 0; round < rounds.length; round++) {
      long from = System.nanoTime();
      for (int i = 0; i < times; i++) {
        assertThat(sealer.seal(TOKEN)).isNotEmpty();
      }
      rounds[round] = (System.nanoTime() - from) / 1000.0 / times;
    }
    Arrays.sort(rounds);
    return rounds[rounds.length / 2];
  }

  private static Sealer sealer(JWEAlgorithm algorithm, Sealer.Encryption encryption, int mostUses) {
    return new Sealer(
        "reader",
        new JWEHeader(algorithm, EncryptionMethod.A256GCM),
        encryption,
        mostUses,
        new SecureRandom(),
        System::nanoTime);
  }
}
