package dev.evergrant.worker.config;

import dev.evergrant.worker.lifecycle.Secret;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target that alerts are sent to, beside Kafka.
 *
 * @param url often holds a secret of the target's in its path, so it does not print itself
 * @param secret {@code whsec_} and a key in base64, which signs what is sent
 * @param previousSecret signs too, while the target's own configuration is being changed
 * @param apps whose alerts it gets; all apps' if there is none
 * @param types the CloudEvents types it gets; all if there is none
 */
public record Webhook(
    String name,
    URI url,
    Secret secret,
    @Nullable Secret previousSecret,
    List<String> apps,
    List<String> types) {

  /** Whether it gets an app's alerts of a type. */
  public boolean wants(String app, String type) {
    return (apps.isEmpty() || apps.contains(app)) && (types.isEmpty() || types.contains(type));
  }

  @Override
  public String toString() {
    return "Webhook[" + name + "]";
  }
}
