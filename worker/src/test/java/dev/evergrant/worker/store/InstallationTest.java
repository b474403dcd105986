package dev.evergrant.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.worker.config.Keysets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class InstallationTest {
  private final Tables tables = Tables.empty();

  @Test
  void everyWorkerOfADatabaseHasTheSameFingerprints() {
    byte[] first = fingerprints(tables.cipher).of("code", "abc");
    byte[] second = fingerprints(tables.cipher).of("code", "abc");
    assertThat(second).isEqualTo(first).hasSize(32);
  }

  @Test
  void anotherDatabaseHasOthers() {
    byte[] here = fingerprints(tables.cipher).of("code", "abc");
    byte[] there = fingerprints(Tables.empty().cipher).of("code", "abc");
    assertThat(there).isNotEqualTo(here);
  }

  @Test
  void aFingerprintIsOfASecretInItsScope() {
    Fingerprints fingerprints = fingerprints(tables.cipher);
    assertThat(fingerprints.of("a", "b"))
        .isNotEqualTo(fingerprints.of("a", "c"))
        .isNotEqualTo(fingerprints.of("c", "b"))
        .isNotEqualTo(fingerprints.of("", "ab"));
  }

  @Test
  void aWorkerWithAnotherKeysetDoesNotGetPastTheStart() {
    var _ = fingerprints(tables.cipher);
    Cipher wrong = Cipher.of(Keysets.generate());
    assertThatThrownBy(() -> fingerprints(wrong)).isInstanceOf(Cipher.CannotDecrypt.class);
  }

  private Fingerprints fingerprints(Cipher cipher) {
    return Installation.fingerprints(tables.jdbi(), cipher, new SecureRandom());
  }
}
