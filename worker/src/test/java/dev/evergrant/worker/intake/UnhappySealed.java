package dev.evergrant.worker.intake;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import dev.evergrant.worker.config.SealingKeys.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Sealed codes that do not open, or hold no code. */
final class UnhappySealed extends UnhappyRecords {
  private final JWK key;

  UnhappySealed(String redirectUri, Instant now, JWK key) {
    super(redirectUri, now);
    this.key = key;
    sealedCodes();
  }

  private void sealedCodes() {
    String inside = "{\"code\":\"" + PLANTED + "\",\"codeVerifier\":\"" + VERIFIER + "\"}";
    String whole = Sealing.seal(key, inside);
    for (String sealed :
        List.of(PLANTED, "....", "a.b.c.d.e", whole + ".x", whole.substring(0, 60))) {
      sealed(sealed, "sealedCode");
    }
    for (int part = 0; part < 5; part++) {
      sealed(Sealing.damaged(whole, part), "sealedCode");
    }
    sealed(
        Base64URL.encode("{\"alg\":\"RSA-OAEP-256\",\"enc\":" + "[".repeat(9000)) + ".a.b.c.d",
        "sealedCode");
    sealed(Base64URL.encode("{\"alg\":\"none\"}") + "." + PLANTED + ".", "sealedCode");
    sealed(Base64URL.encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..a.b.c", "sealedCode");
    sealed(Sealing.seal(Sealing.newKey(Kind.EC), inside), "sealedCode");
    sealed(
        Sealing.seal(Sealing.newKey(Kind.EC), inside, h -> h.keyID(key.getKeyID())), "sealedCode");
    sealed(Sealing.seal(key, inside, Sealing.compressed()), "sealedCode");
    sealed(Sealing.seal(key, inside, h -> h.criticalParams(Set.of("exp"))), "sealedCode");
    for (JWEHeader.Builder header :
        List.of(
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM),
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A128KW, EncryptionMethod.A256GCM),
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A128GCM),
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256CBC_HS512))) {
      sealed(Sealing.seal(key, inside, _ -> header.keyID(key.getKeyID())), "sealedCode");
    }
    for (String text :
        List.of(
            "",
            PLANTED,
            "[\"" + PLANTED + "\"]",
            "{\"code\":\"" + PLANTED,
            "null",
            "{\"a\":1,\"a\":2}")) {
      sealed(Sealing.seal(key, text), "sealedCode");
    }
    for (String text :
        List.of(
            "{}", "{\"code\":42}", "{\"code\":\"\"}", "{\"code\":\"" + PLANTED + "\\u0000\"}")) {
      sealed(Sealing.seal(key, text), "sealedCode.code");
    }
    sealed(
        Sealing.seal(key, "{\"code\":\"c\",\"codeVerifier\":\"" + PLANTED + "\"}"),
        "sealedCode.codeVerifier");
    data(
        COMPLETED,
        unsealed("\"codeVerifier\":\"" + VERIFIER + "\",\"sealedCode\":\"" + whole + "\""),
        "codeVerifier");
  }
}
