package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.QuietHours;
import dev.evergrant.worker.lifecycle.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code evergrant.yaml}, read and valid.
 *
 * @param apps by name
 * @param subscribers by name
 * @param providers the built-in catalogue with the file's additions and overrides, by name
 */
public record Config(
    Kafka kafka,
    Database database,
    Encryption encryption,
    Sealing sealing,
    Map<String, App> apps,
    Map<String, Subscriber> subscribers,
    Map<String, Profile> providers,
    Alerts alerts,
    Pages pages,
    Spool spool,
    History history) {

  /**
   * Kafka client properties under Kafka's own names, {@code bootstrap.servers} among them. Values
   * may be secret (a SASL password), so they do not print themselves.
   */
  public record Kafka(Map<String, String> properties) {
    @Override
    public String toString() {
      return "Kafka" + properties.keySet();
    }
  }

  /** Where PostgreSQL is. */
  public record Database(String url, String user, Secret password) {}

  /** The Tink keyset that everything secret in the database is encrypted with, as JSON. */
  public record Encryption(Secret keyset) {}

  /**
   * The keys that frontends seal codes to.
   *
   * @param keys private JWKs as JSON, each with kid, use and alg; the first is the one to seal to,
   *     and all open
   */
  public record Sealing(List<Secret> keys) {}

  /**
   * A downstream service.
   *
   * @param key its public key, a JWK as JSON (RFC 7517)
   * @param apps the apps whose access tokens it may read
   */
  public record Subscriber(String name, String key, List<String> apps) {}

  /**
   * Re-authorization alerts.
   *
   * @param every how often batches are made
   * @param ahead how long before an end people hear of it
   * @param remindEvery how long after a batch its connections are named again
   * @param reminders how often at most
   * @param letGoAfter how long after its end a connection that nobody authorizes again is erased
   * @param quiet when nobody is told anything; null for never
   * @param webhooks where all alerts go beside Kafka, by name
   */
  public record Alerts(
      Duration every,
      Duration ahead,
      Duration remindEvery,
      int reminders,
      Duration letGoAfter,
      @Nullable QuietHours quiet,
      Map<String, Webhook> webhooks) {}

  /** Where health, metrics and pages are served. */
  public record Pages(int port) {}

  /** Where tokens are kept that the database has not taken yet; it should outlive the process. */
  public record Spool(Path directory) {}

  /** For how long one can see what happened to a connection. */
  public record History(Duration keep) {}
}
