package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.lifecycle.Secret;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealingKeysTest {

  @Test
  void withoutTheSectionThereAreNoKeys() {
    assertThat(Sample.read().sealing().keys()).isEmpty();
    assertThat(SealingKeys.publicSet(List.of())).isEqualTo("{\"keys\":[]}");
  }

  @ParameterizedTest
  @EnumSource
  void aNewKeyIsAccepted(Kind kind) throws ParseException {
    JWK key = JWK.parse(SealingKeys.generate(kind).reveal());
    assertThat(problems(key)).isEmpty();
    assertThat(published(key).getKeys()).containsExactly(key.toPublicJWK());
  }

  @Test
  void whatAKeyLeavesOutIsCompletedForFrontends() throws JOSEException, ParseException {
    // Given
    JWK bare = new ECKeyGenerator(Curve.P_256).generate();
    // Then
    JWK published = published(bare).getKeys().getFirst();
    assertThat(published.getKeyID()).isEqualTo(bare.computeThumbprint().toString());
    assertThat(published.getKeyUse()).isEqualTo(KeyUse.ENCRYPTION);
    assertThat(published.getAlgorithm()).isEqualTo(JWEAlgorithm.ECDH_ES_A256KW);
  }

  @Test
  void theFirstKeyIsHandedOutFirstAndNoPrivatePartWithIt() throws JOSEException, ParseException {
    JWK older = new RSAKeyGenerator(2048).keyID("b").generate();
    JWK newer = new ECKeyGenerator(Curve.P_256).keyID("a").generate();
    JWKSet published = published(newer, older);
    assertThat(published.getKeys()).extracting(JWK::getKeyID).containsExactly("a", "b");
    assertThat(published.getKeys()).noneMatch(JWK::isPrivate);
  }

  @Test
  void aPublicKeyIsCalledOne() {
    assertThat(problems(Sample.key().toPublicJWK()))
        .containsExactly(
            "sealing.keys[0]: This is a public key; the worker needs the private one to open what"
                + " is sealed to it.");
  }

  @Test
  void keysThatNobodyCanSealToAreRefused() throws JOSEException {
    for (JWK key :
        List.of(
            new RSAKeyGenerator(1024, true).generate(),
            new OctetSequenceKeyGenerator(256).generate(),
            new ECKeyGenerator(Curve.P_256).algorithm(JWEAlgorithm.ECDH_ES).generate(),
            new RSAKeyGenerator(2048).algorithm(JWSAlgorithm.RS256).generate(),
            new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).generate())) {
      assertThat(problems(key)).singleElement().asString().startsWith("sealing.keys[0]: ");
    }
  }

  @Test
  void twoKeysOfOneNameAreToldApartByNobody() throws JOSEException {
    assertThat(
            problems(
                new ECKeyGenerator(Curve.P_256).keyID("a").generate(),
                new ECKeyGenerator(Curve.P_256).keyID("a").generate()))
        .singleElement()
        .asString()
        .startsWith("sealing.keys[1]: Give each key a kid of its own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"kty\":\"EC\",\"d\":\"planted\"}", "-----BEGIN PRIVATE KEY-----", "{"})
  void whatIsNoKeyIsNotRepeated(String text) {
    assertThat(Sample.problems("sealing: { keys: ['" + text + "'] }"))
        .singleElement()
        .asString()
        .startsWith("sealing.keys[0]: ")
        .doesNotContain("planted");
    assertThatThrownBy(() -> SealingKeys.publicHalf(new Secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("planted");
  }

  @Test
  void itDoesNotPrintItself() {
    JWK key = Sample.key();
    String printed = Sample.read(section(key)).toString();
    assertThat(printed).doesNotContain(String.valueOf(key.toECKey().getD()));
  }

  private static JWKSet published(JWK... keys) throws ParseException {
    return JWKSet.parse(SealingKeys.publicSet(Sample.read(section(keys)).sealing().keys()));
  }

  private static List<String> problems(JWK... keys) {
    return Sample.problems(section(keys));
  }

  private static String section(JWK... keys) {
    return Arrays.stream(keys)
        .map(key -> "'" + key.toJSONString() + "'")
        .collect(Collectors.joining(", ", "sealing: { keys: [", "] }"));
  }
}
