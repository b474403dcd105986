package dev.evergrant.worker.intake;

import static dev.evergrant.worker.intake.Sealing.damaged;
import static dev.evergrant.worker.intake.Sealing.newKey;
import static dev.evergrant.worker.intake.Sealing.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.jwk.JWK;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.SealedCode;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.config.SealingKeys.Kind;
import dev.evergrant.worker.lifecycle.Secret;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedCodesTest {
  private static final JWK EC = newKey(Kind.EC);
  private static final JWK RSA = newKey(Kind.RSA);
  private static final JWK OTHER = newKey(Kind.EC);
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String INSIDE =
      "{\"code\":\"planted-code\",\"codeVerifier\":\"" + VERIFIER + "\"}";

  private final SealedCodes codes = codes(EC, RSA);

  @ParameterizedTest
  @EnumSource
  void whatIsSealedToAnyOfTheKeysIsOpened(Kind kind) throws UnacceptableEvent {
    JWK key = kind == Kind.EC ? EC : RSA;
    SealedCode opened = codes.open(seal(key.toPublicJWK(), INSIDE));
    assertThat(opened).isEqualTo(new SealedCode("planted-code", VERIFIER));
    assertThat(opened.toString()).doesNotContain("planted");
  }

  @Test
  void aVerifierMayBeLeftOut() throws UnacceptableEvent {
    assertThat(codes.open(seal(EC, "{\"code\":\"c\"}"))).isEqualTo(new SealedCode("c", null));
  }

  @Test
  void duringAChangeOfKeysBothOpenAndAfterItTheOldOneDoesNot() throws UnacceptableEvent {
    // Given
    String early = seal(EC, INSIDE);
    String late = seal(OTHER, INSIDE);
    // Then
    SealedCodes during = codes(OTHER, EC);
    assertThat(during.open(early)).isEqualTo(during.open(late));
    assertThat(problem(codes(OTHER), early)).contains("kid");
  }

  @Test
  void withoutAKidTheKeyIsFoundByTrying() throws UnacceptableEvent {
    String sealed = seal(OTHER, INSIDE, header -> header.keyID(null));
    assertThat(codes(EC, RSA, OTHER).open(sealed).code()).isEqualTo("planted-code");
    assertThat(problem(codes, sealed)).contains("does not open with this worker's key");
  }

  @Test
  void aWorkerWithoutAKeySaysSo() {
    assertThat(problem(codes(), seal(EC, INSIDE))).contains("sealing.keys").contains("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted",
        "planted.planted.planted",
        "a.b.c.d.e",
        "....",
        "eyJhbGciOiJub25lIn0.eA.",
        "\u00e9.\u00e9.\u00e9.\u00e9.\u00e9",
        "W10.a.b.c.d",
        "eyJhbGciOjF9.a.b.c.d",
        "e30.a.b.c.d",
      })
  void whatIsNoJweIsCalledThat(String text) {
    assertThat(problem(codes, text)).contains("is not a compact JWE").doesNotContain("planted");
  }

  @Test
  void aHeaderThatIsNestedWithoutEndIsNoJweEither() {
    String header = "{\"alg\":\"RSA-OAEP-256\",\"enc\":" + "[".repeat(10_000);
    String encoded = com.nimbusds.jose.util.Base64URL.encode(header).toString();
    assertThat(problem(codes, encoded + ".a.b.c.d")).contains("is not a compact JWE");
  }

  static Stream<JWEAlgorithm> algorithms() {
    return Stream.of(JWEAlgorithm.RSA_OAEP_512, JWEAlgorithm.ECDH_ES, JWEAlgorithm.ECDH_ES_A128KW)
        .flatMap(Stream::of);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anotherAlgorithmIsRefusedAndTheRightOneNamed(JWEAlgorithm algorithm) {
    JWK key = algorithm.equals(JWEAlgorithm.RSA_OAEP_512) ? RSA : EC;
    String sealed = seal(key, INSIDE, _ -> header(algorithm, EncryptionMethod.A256GCM, key));
    assertThat(problem(codes, sealed)).contains("set alg to " + key.getAlgorithm());
  }

  @Test
  void anotherMethodIsRefusedAndTheRightOneNamed() {
    String sealed =
        seal(EC, INSIDE, _ -> header(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A128GCM, EC));
    assertThat(problem(codes, sealed)).contains("set enc to A256GCM");
  }

  @Test
  void whatIsCompressedIsNotInflated() {
    String sealed = seal(EC, INSIDE + " ".repeat(60_000), Sealing.compressed());
    assertThat(sealed.length()).isLessThan(2_000);
    assertThat(problem(codes, sealed)).contains("without zip");
  }

  @Test
  void extensionsOfTheHeaderAreRefused() {
    String sealed = seal(EC, INSIDE, header -> header.criticalParams(Set.of("exp")));
    assertThat(problem(codes, sealed)).contains("crit");
  }

  static Stream<JWK> keys() {
    return Stream.of(EC, RSA);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatWasChangedOnItsWayDoesNotOpen(JWK key) {
    String sealed = seal(key, INSIDE);
    IntStream.range(1, 5)
        .forEach(
            part ->
                assertThat(problem(codes, damaged(sealed, part)))
                    .contains("does not open with this worker's key")
                    .doesNotContain("planted"));
  }

  @Test
  void aKeyThatIsOnlyNamedLikeOursOpensNothing() {
    String sealed = seal(OTHER, INSIDE, header -> header.keyID(EC.getKeyID()));
    assertThat(problem(codes, sealed)).contains("does not open with this worker's key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted-code",
        "\"planted-code\"",
        "[\"planted-code\"]",
        "{\"code\":\"planted-code\"",
        "{\"code\":\"planted-code\",\"code\":\"planted-code\"}",
        "",
      })
  void whatHoldsNoObjectIsRefusedByItsField(String inside) {
    assertThat(problem(codes, seal(EC, inside))).startsWith("sealedCode ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"code\":null}",
        "{\"code\":\"\"}",
        "{\"code\":42}",
        "{\"code\":\"planted\\u0000\"}",
        "{\"kode\":\"planted\"}",
      })
  void whatHoldsNoCodeIsRefusedByThatField(String inside) {
    assertThat(problem(codes, seal(EC, inside))).startsWith("sealedCode.code ");
  }

  @Test
  void aVerifierInsideHasToBeOne() {
    String inside = "{\"code\":\"c\",\"codeVerifier\":\"planted\"}";
    assertThat(problem(codes, seal(EC, inside))).startsWith("sealedCode.codeVerifier ");
  }

  private static JWEHeader.Builder header(JWEAlgorithm alg, EncryptionMethod enc, JWK key) {
    return new JWEHeader.Builder(alg, enc).keyID(key.getKeyID());
  }

  private static SealedCodes codes(JWK... keys) {
    return new SealedCodes(
        List.of(keys).stream().map(key -> new Secret(key.toJSONString())).toList(),
        new CloudEventCodec());
  }

  /** The sentence; that there is one, that it ends, and that it holds no secret. */
  private static String problem(SealedCodes codes, String sealed) {
    var refused = catchThrowableOfType(UnacceptableEvent.class, () -> codes.open(sealed));
    assertThat(refused).isNotNull().hasMessageEndingWith(".").hasMessageNotContaining("planted");
    return String.valueOf(refused.getMessage());
  }
}
