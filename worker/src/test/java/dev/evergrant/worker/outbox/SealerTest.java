package dev.evergrant.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.config.Config;
import dev.evergrant.worker.lifecycle.Secret;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SealerTest {
  private static final String APP = "crm-sync";

  @Test
  void everyTokenOpensWithTheSubscribersRsaKeyAlsoAfterTheContentKeyWasRenewed() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("rsa").generate();
    opensAll(key, new RSADecrypter(key));
  }

  @Test
  void everyTokenOpensWithTheSubscribersEcKeyAlsoAfterTheContentKeyWasRenewed() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    opensAll(key, new ECDHDecrypter(key));
  }

  private static void opensAll(JWK key, JWEDecrypter decrypter) throws Exception {
    var subscribers = subscribers(key);
    for (int i = 0; i < Sealer.MOST_TOKENS + 2; i++) {
      JWEObject jwe = JWEObject.parse(seal(subscribers, "token-" + i));
      assertThat(jwe.getHeader().getKeyID()).isEqualTo(key.getKeyID());
      jwe.decrypt(decrypter);
      assertThat(jwe.getPayload()).hasToString("token-" + i);
    }
  }

  @Test
  void anotherKeyOpensNothing() throws Exception {
    var sealed = JWEObject.parse(seal(subscribers(new RSAKeyGenerator(2048).generate()), "token"));
    var other = new RSADecrypter(new RSAKeyGenerator(2048).generate());
    assertThatThrownBy(() -> sealed.decrypt(other)).isInstanceOf(JOSEException.class);
  }

  @Test
  void noTwoTokensShareAVectorUnderOneKeyHoweverManyThreadsSeal() throws Exception {
    var subscribers = subscribers(new RSAKeyGenerator(2048).generate());
    int tokens = 5 * Sealer.MOST_TOKENS;

    Map<String, List<String>> vectorsByKey =
        IntStream.range(0, tokens)
            .parallel()
            .mapToObj(i -> parsed(seal(subscribers, "token-" + i)))
            .collect(
                Collectors.groupingBy(
                    jwe -> jwe.getEncryptedKey().toString(),
                    Collectors.mapping(jwe -> jwe.getIV().toString(), Collectors.toList())));

    assertThat(vectorsByKey).hasSize(5);
    assertThat(vectorsByKey.values())
        .allSatisfy(
            vectors -> assertThat(vectors).doesNotHaveDuplicates().hasSize(Sealer.MOST_TOKENS));
  }

  private static JWEObject parsed(String sealed) {
    try {
      return JWEObject.parse(sealed);
    } catch (ParseException problem) {
      throw new AssertionError("not a JWE", problem);
    }
  }

  private static String seal(Subscribers subscribers, String token) {
    return subscribers.seal(APP, new Secret(token)).getOrDefault("crm-reader", "");
  }

  private static Subscribers subscribers(JWK key) {
    return new Subscribers(
        List.of(
            new Config.Subscriber("crm-reader", key.toPublicJWK().toJSONString(), List.of(APP))));
  }
}
