package dev.evergrant.worker.store;

import java.security.SecureRandom;
import org.jdbi.v3.core.Jdbi;

/** What belongs to a database as a whole; also the proof that this worker has the right keyset. */
public final class Installation {
  private static final String PLACE = "installation";
  private static final String FIELD = "fingerprint_key";

  private Installation() {}

  /**
   * Reads the key of the fingerprints, or makes it on a new database.
   *
   * @throws Cipher.CannotDecrypt if the database was written with another keyset
   */
  public static Fingerprints fingerprints(Jdbi jdbi, Cipher cipher, SecureRandom random) {
    byte[] fresh = new byte[32];
    random.nextBytes(fresh);
    byte[] stored =
        jdbi.inTransaction(
            handle -> {
              handle
                  .createUpdate(
                      """
                      INSERT INTO installation (id, fingerprint_key) VALUES (1, :key)
                      ON CONFLICT DO NOTHING\
                      """)
                  .bind("key", cipher.seal(fresh, PLACE, FIELD, 0))
                  .execute();
              return handle
                  .createQuery("SELECT fingerprint_key FROM installation")
                  .mapTo(byte[].class)
                  .one();
            });
    return new Fingerprints(cipher.open(stored, PLACE, FIELD, 0));
  }
}
