package dev.evergrant.worker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.config.Webhook;
import dev.evergrant.worker.lifecycle.Secret;
import dev.evergrant.worker.webhook.WebhookTarget.Got;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  /** The values are those that the specification's own libraries test themselves with. */
  @Test
  void itIsTheOneThatStandardWebhooksPublishes() {
    assertThat(
            signature(SECRET, null)
                .of(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1_614_265_330,
                    "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void whileASecretIsChangedBothSign() {
    byte[] body = "{}".getBytes(UTF_8);
    String now = signature(SECRET, null).of("e-1", 1, body);
    String before = signature(OTHER, null).of("e-1", 1, body);
    assertThat(signature(SECRET, OTHER).of("e-1", 1, body)).isEqualTo(now + " " + before);
  }

  @Property(tries = 100)
  void whoKnowsTheSecretCanCheckIt(
      @ForAll @Size(min = 24, max = 64) byte[] key,
      @ForAll @LongRange(min = 0) long seconds,
      @ForAll byte[] body) {
    String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
    String signed = signature(secret, null).of("e-1", seconds, body);
    var got = new Got("e-1", Long.toString(seconds), signed, "", "/", body, 0);
    assertThat(got.isSignedWith(secret)).isTrue();
    assertThat(got.isSignedWith(SECRET)).isFalse();
  }

  private static Signature signature(String secret, @Nullable String previous) {
    return new Signature(
        new Webhook(
            "ops-chat",
            URI.create("https://chat.example/"),
            new Secret(secret),
            previous == null ? null : new Secret(previous),
            List.of(),
            List.of()));
  }
}
