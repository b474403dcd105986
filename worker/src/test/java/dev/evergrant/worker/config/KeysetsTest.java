package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetsTest {

  @Test
  void aNewKeysetEncryptsAndDecrypts() throws GeneralSecurityException {
    var keyset = Keysets.generate();
    var encrypted = Keysets.aead(keyset).orElseThrow().encrypt(new byte[] {1, 2}, new byte[] {3});
    assertThat(Keysets.aead(keyset).orElseThrow().decrypt(encrypted, new byte[] {3}))
        .containsExactly(1, 2);
  }

  @Test
  void everyKeysetIsNewAndHoldsOneAes256GcmKey() {
    assertThat(Keysets.generate()).isNotEqualTo(Keysets.generate());
    assertThat(Keysets.generate().reveal()).containsOnlyOnce("AesGcmKey").contains("TINK");
  }

  @Test
  void aKeysetWhosePrimaryKeyIsMissingIsRefused() {
    String other =
        Keysets.generate().reveal().replaceFirst("\"primaryKeyId\":\\d+", "\"primaryKeyId\":1");
    assertThat(other).contains("\"primaryKeyId\":1,");
    assertThat(Keysets.aead(new Secret(other))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "not JSON",
        "[]",
        "null",
        "{\"primaryKeyId\":1}",
        // A keyset for signing: a valid one, but no cipher.
        """
        {"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.HmacKey",
        "value":"EgQIAxAgGiA5qr46EPVxOyH1n8bQSAcCJU58WSUA0PRGyCWWHcGZYA==","keyMaterialType":"SYMMETRIC"},
        "status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]}
        """,
      })
  void whatIsNoKeysetForAeadIsTold(String text) {
    assertThat(Keysets.aead(new Secret(text))).isEmpty();
  }
}
