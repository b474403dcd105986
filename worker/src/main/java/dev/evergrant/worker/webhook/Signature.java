package dev.evergrant.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.lifecycle.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent to one target with each of its secrets, so that it can change from one to the
 * other at any moment. Safe for any thread.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks 1.0.0, "Verifying webhook authenticity"</a>
 */
final class Signature {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> keys;

  Signature(Webhook webhook) {
    this.keys =
        Stream.of(webhook.secret(), webhook.previousSecret())
            .filter(Objects::nonNull)
            .map(Signature::key)
            .toList();
  }

  private static SecretKeySpec key(Secret secret) {
    String encoded = secret.reveal().substring(PREFIX.length());
    return new SecretKeySpec(Base64.getDecoder().decode(encoded), ALGORITHM);
  }

  /**
   * The value of {@code webhook-signature}.
   *
   * @param id of the event, {@code webhook-id}
   * @param seconds of the attempt since the epoch, {@code webhook-timestamp}
   */
  String of(String id, long seconds, byte[] body) {
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(mac(key, id, seconds, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(SecretKeySpec key, String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("This JVM has no HMAC-SHA256.", problem);
    }
  }
}
