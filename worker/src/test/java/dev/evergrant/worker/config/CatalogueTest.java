package dev.evergrant.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.lifecycle.Identity;
import dev.evergrant.worker.lifecycle.Profile;
import dev.evergrant.worker.lifecycle.Profile.ClientAuthentication;
import dev.evergrant.worker.lifecycle.Rotation;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void outreachIsAsTheDesignHasIt() {
    assertThat(Catalogue.builtIn().get("outreach"))
        .isEqualTo(
            new Profile(
                "outreach",
                URI.create("https://api.outreach.io/oauth/authorize"),
                URI.create("https://api.outreach.io/oauth/token"),
                null,
                ClientAuthentication.BODY,
                Duration.ofMinutes(10),
                Duration.ofHours(2),
                new Profile.RefreshTokenLifetime(Duration.ofDays(14), null),
                Rotation.UNKNOWN,
                Duration.ZERO,
                true,
                Duration.ofSeconds(60),
                new Profile.Limits(50, 64, Duration.ofSeconds(10)),
                new Profile.Development(10, Duration.ofDays(7)),
                Set.of(),
                new Identity.Claims(
                    new Identity.Pointers("/org_user_id", "/sub", "/organization"))));
  }

  @Test
  void theOthersAreThereToo() {
    assertThat(Catalogue.builtIn())
        .containsOnlyKeys("outreach", "github", "google", "hubspot", "microsoft", "box", "linkedin")
        .allSatisfy((name, profile) -> assertThat(profile.name()).isEqualTo(name));
  }

  @Test
  void endsThatNoRefreshPutsOffAreKnown() {
    assertThat(Sample.named("linkedin", Catalogue.builtIn()).refreshTokenLifetime())
        .isEqualTo(new Profile.RefreshTokenLifetime(null, Duration.ofDays(365)));
    assertThat(Sample.named("google", Catalogue.builtIn()).development())
        .isEqualTo(new Profile.Development(0, Duration.ofDays(7)));
  }

  @Test
  void aProviderWithItsOwnErrorCodesNamesThem() {
    assertThat(Sample.named("hubspot", Catalogue.builtIn()).refusals())
        .containsExactly("BAD_REFRESH_TOKEN");
  }
}
