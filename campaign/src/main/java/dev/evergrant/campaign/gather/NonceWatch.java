package dev.evergrant.campaign.gather;

import dev.evergrant.campaign.cluster.Cluster;
import java.util.List;
import org.jdbi.v3.core.JdbiException;

/** Looks at the stored ciphertexts all the time, because the database keeps only the newest. */
public final class NonceWatch implements AutoCloseable {
  private static final int EVERY_MILLIS = 1_000;

  private final Nonces nonces = new Nonces();
  private final Cluster cluster;
  private final Thread thread = Thread.ofVirtual().name("nonces").unstarted(this::watch);

  private NonceWatch(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Begins to look. */
  public static NonceWatch over(Cluster cluster) {
    var watch = new NonceWatch(cluster);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      List<byte[]> stored =
          cluster
              .database()
              .jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              """
                              SELECT access_token FROM connection WHERE access_token IS NOT NULL
                              UNION ALL
                              SELECT refresh_token FROM connection WHERE refresh_token IS NOT NULL
                              UNION ALL
                              SELECT code FROM authorization_grant WHERE code IS NOT NULL\
                              """)
                          .mapTo(byte[].class)
                          .list());
      stored.forEach(nonces::add);
    } catch (JdbiException away) {
      // The database is away; it will be back.
    }
  }

  /** What has been seen. */
  Nonces nonces() {
    return nonces;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
