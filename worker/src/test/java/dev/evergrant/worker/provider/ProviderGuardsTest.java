package dev.evergrant.worker.provider;

import static dev.evergrant.worker.provider.Samples.CREDENTIALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.evergrant.worker.lifecycle.App;
import dev.evergrant.worker.lifecycle.Credentials;
import dev.evergrant.worker.lifecycle.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProviderGuardsTest {

  private final Credentials development = credentials("development");
  private final ProviderGuards guards =
      new ProviderGuards(
          List.of(
              new App(
                  "crm-sync",
                  Samples.PROVIDER,
                  Set.of("acme"),
                  List.of("users.read"),
                  Map.of("production", CREDENTIALS, "development", development))),
          () -> 0);

  @Test
  void eachEnvironmentOfAnAppHasItsOwnGuard() {
    guards.of(CREDENTIALS).admit(64);
    assertThat(guards.of(development).admit(1)).isEqualTo(1);
    assertThat(guards.of(CREDENTIALS)).isSameAs(guards.of(CREDENTIALS));
    assertThat(guards.all())
        .extracting(ProviderGuard::name)
        .containsExactlyInAnyOrder("crm-sync/production", "crm-sync/development");
  }

  @Test
  void theHttpClientNeedsRoomForAllOfThem() {
    assertThat(guards.calls()).isEqualTo(128);
  }

  @Test
  void unknownCredentialsAreABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> guards.of(credentials("staging")));
  }

  private static Credentials credentials(String environment) {
    return new Credentials(
        "crm-sync", environment, "id", new Secret("secret"), List.of(), List.of());
  }
}
