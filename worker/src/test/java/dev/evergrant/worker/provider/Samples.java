package dev.evergrant.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Profile.ClientAuthentication;
import dev.evergrant.worker.lifecycle.Profile.Limits;
import dev.evergrant.worker.lifecycle.Profile.RefreshTokenLifetime;
import dev.evergrant.worker.lifecycle.Question;
import dev.evergrant.worker.lifecycle.Rotation;
import dev.evergrant.worker.lifecycle.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plain values that the tests of this package vary. */
final class Samples {

  static final String CLIENT_SECRET = "s3cret+/=&:%é\u20ac";
  static final Secret REFRESH_TOKEN = new Secret("EcC-5gWjbN-refresh");
  static final Question REFRESH = new Question.Refresh(REFRESH_TOKEN);

  /** Later than anything in a test. */
  static final long LATEST = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

  static final Credentials CREDENTIALS = credentials(CLIENT_SECRET);
  static final Profile PROVIDER = provider(URI.create("https://provider.example/oauth/token"));

  private Samples() {}

  static Credentials credentials(String clientSecret) {
    return new Credentials(
        "crm-sync",
        "production",
        "client:1",
        new Secret(clientSecret),
        List.of("https://crm.example/oauth/callback"),
        List.of());
  }

  static Profile provider(URI tokenUrl) {
    return provider(tokenUrl, null, ClientAuthentication.BODY, Duration.ofSeconds(10));
  }

  static Profile provider(
      URI tokenUrl,
      @Nullable URI revokeUrl,
      ClientAuthentication authentication,
      Duration deadline) {
    return new Profile(
        "outreach",
        URI.create("https://provider.example/oauth/authorize"),
        tokenUrl,
        revokeUrl,
        authentication,
        Duration.ofMinutes(10),
        Duration.ofHours(2),
        new RefreshTokenLifetime(Duration.ofDays(14), null),
        Rotation.UNKNOWN,
        Duration.ZERO,
        true,
        Duration.ofSeconds(60),
        new Limits(50, 64, deadline),
        null,
        Set.of("Invalid Token!", "token_inactive"),
        null);
  }

  static HttpAnswer answer(int status, String body) {
    return new HttpAnswer(status, null, null, body.getBytes(UTF_8), true);
  }
}
