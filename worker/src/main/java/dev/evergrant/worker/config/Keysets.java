package dev.evergrant.worker.config;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Tink keysets as JSON: what everything secret in the database is encrypted with. */
public final class Keysets {

  private Keysets() {}

  /**
   * A new keyset with one AES-256-GCM key. Its ciphertexts name their key, so that keys can be
   * added and retired later.
   */
  public static Secret generate() {
    try {
      var keyset =
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
      return new Secret(
          TinkJsonProtoKeysetFormat.serializeKeyset(
              keyset, AeadConfig2026.get(), InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no AES-GCM.", e);
    }
  }

  /**
   * The cipher of a keyset, safe for any thread; nothing if the text is no keyset or its keys are
   * for something else. Why is not told: a parser's message may quote a key.
   */
  public static Optional<Aead> aead(Secret keyset) {
    try {
      return Optional.of(
          TinkJsonProtoKeysetFormat.parseKeyset(
                  keyset.reveal(), AeadConfig2026.get(), InsecureSecretKeyAccess.get())
              .getPrimitive(AeadConfig2026.get(), Aead.class));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
