package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscribersReaderTest {

  @Test
  void aSubscriberHasAKeyAndApps() {
    var key = Sample.key().toPublicJWK();
    assertThat(Sample.read(subscriber(key)).subscribers().get("reader"))
        .isEqualTo(new Config.Subscriber("reader", key.toJSONString(), List.of("crm-sync")));
  }

  @Test
  void rsaAndTheThreeCurvesAreAccepted() throws JOSEException {
    assertThat(problems(new RSAKeyGenerator(2048).generate().toPublicJWK())).isEmpty();
    for (var curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
      assertThat(problems(new ECKeyGenerator(curve).generate().toPublicJWK())).isEmpty();
    }
  }

  @Test
  void aPrivateKeyIsCalledOne() throws JOSEException {
    for (JWK key :
        List.of(
            Sample.key(),
            new RSAKeyGenerator(2048).generate(),
            new OctetSequenceKeyGenerator(256).generate())) {
      assertThat(problems(key))
          .singleElement()
          .asString()
          .startsWith("subscribers.reader.key: This is a private key");
    }
  }

  @Test
  void aShortRsaKeyIsRefused() throws JOSEException {
    assertThat(problems(new RSAKeyGenerator(1024, true).generate().toPublicJWK()))
        .singleElement()
        .asString()
        .contains("at least 2048 bits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"keys\":[]}",
        "-----BEGIN PUBLIC KEY-----",
        "{",
      })
  void whatIsNoKeyToEncryptToIsRefused(String key) {
    assertThat(Sample.problems(subscriber(key)))
        .singleElement()
        .asString()
        .startsWith("subscribers.reader.key: ");
  }

  @Test
  void aKeyAndAnAppAreRequired() {
    assertThat(Sample.problems("subscribers: { reader: {} }"))
        .satisfiesExactly(
            key -> assertThat(key).startsWith("subscribers.reader.key: This is required."),
            apps -> assertThat(apps).startsWith("subscribers.reader.apps: List at least one"));
  }

  @Test
  void theAppsMustBeThere() {
    assertThat(
            Sample.problems(
                "subscribers: { reader: { key: '${env:JWK}', apps: [crm-sync, crm] } }"))
        .containsExactly(
            "subscribers.reader.apps[1]: Write the name of an app that is under apps.");
  }

  private static List<String> problems(JWK key) {
    return Sample.problems(subscriber(key));
  }

  private static String subscriber(JWK key) {
    return subscriber(key.toJSONString());
  }

  private static String subscriber(String key) {
    return "subscribers: { reader: { key: '" + key + "', apps: [crm-sync] } }";
  }
}
