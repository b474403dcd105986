package dev.evergrant.worker.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import dev.evergrant.worker.config.Keysets;
import dev.evergrant.worker.lifecycle.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherTest {
  private static final String PLAIN = "refresh-token-4f7Qe2";
  private static final String CONNECTION = "crm-sync/production/user-42";
  private static final byte TINK = 1;

  private final Secret keyset = Keysets.generate();
  private final Cipher cipher = Cipher.of(keyset);

  @Test
  void aCiphertextOpensAtItsOwnPlace() {
    assertThat(cipher.open(sealed(cipher), CONNECTION, "refresh_token", 3))
        .isEqualTo(PLAIN.getBytes(UTF_8));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "crm-sync/production/user-43, refresh_token, 3",
    "crm-sync/development/user-42, refresh_token, 3",
    "crm-sync/production/user-42, access_token, 3",
    "crm-sync/production/user-42, refresh_token, 2",
    "crm-sync/production/user-42, refresh_token, 4"
  })
  void aCiphertextOpensNowhereElse(String connection, String field, long version) {
    byte[] sealed = sealed(cipher);
    assertThatThrownBy(() -> cipher.open(sealed, connection, field, version))
        .isInstanceOf(Cipher.CannotDecrypt.class)
        .hasMessageContaining(connection)
        .hasNoCause();
  }

  @Test
  void aDamagedCiphertextDoesNotOpen() {
    byte[] sealed = sealed(cipher);
    for (int i = 0; i < sealed.length; i++) {
      byte[] damaged = sealed.clone();
      damaged[i] ^= 1;
      assertThatThrownBy(() -> cipher.open(damaged, CONNECTION, "refresh_token", 3))
          .isInstanceOf(Cipher.CannotDecrypt.class);
    }
  }

  @Test
  void theSameTextIsNeverEncryptedToTheSameBytes() {
    assertThat(sealed(cipher)).isNotEqualTo(sealed(cipher));
  }

  @Test
  void everyCiphertextNamesItsKeyAndShowsNothingOfTheText() throws GeneralSecurityException {
    byte[] sealed = sealed(cipher);
    assertThat(sealed[0]).isEqualTo(TINK);
    assertThat(keyOf(sealed)).isEqualTo(parsed(keyset).getPrimary().getId());
    assertThat(new String(sealed, UTF_8)).doesNotContain(PLAIN);
  }

  @Test
  void afterANewPrimaryKeyOldCiphertextsStillOpenAndNewOnesNameTheNewKey()
      throws GeneralSecurityException {
    // Given
    byte[] old = sealed(cipher);
    KeysetHandle rotated =
        KeysetHandle.newBuilder(parsed(keyset))
            .addEntry(
                KeysetHandle.importKey(parsed(Keysets.generate()).getPrimary().getKey())
                    .makePrimary())
            .build();
    // When
    Cipher newer =
        Cipher.of(
            new Secret(
                TinkJsonProtoKeysetFormat.serializeKeyset(
                    rotated, AeadConfig2026.get(), InsecureSecretKeyAccess.get())));
    // Then
    assertThat(newer.open(old, CONNECTION, "refresh_token", 3)).isEqualTo(PLAIN.getBytes(UTF_8));
    byte[] fresh = sealed(newer);
    assertThat(keyOf(fresh)).isEqualTo(rotated.getPrimary().getId()).isNotEqualTo(keyOf(old));
    assertThatThrownBy(() -> cipher.open(fresh, CONNECTION, "refresh_token", 3))
        .isInstanceOf(Cipher.CannotDecrypt.class);
  }

  @Test
  void whatIsNoKeysetIsRefusedWithoutQuotingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cipher.of(new Secret("{\"key\": \"s3cr3t\"}")))
        .withMessageContaining("./evergrant keyset")
        .withMessageNotContaining("s3cr3t");
  }

  private static byte[] sealed(Cipher cipher) {
    return cipher.seal(PLAIN.getBytes(UTF_8), CONNECTION, "refresh_token", 3);
  }

  /** A Tink ciphertext begins with its version and the id of its key. */
  private static int keyOf(byte[] ciphertext) {
    return ByteBuffer.wrap(Arrays.copyOfRange(ciphertext, 1, 5)).getInt();
  }

  private static KeysetHandle parsed(Secret keyset) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        keyset.reveal(), AeadConfig2026.get(), InsecureSecretKeyAccess.get());
  }
}
