package dev.evergrant.devkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatorMainTest {
  @Test
  void flagsGoBeforeVariablesAndVariablesBeforeDefaults() {
    var options =
        SimulatorMain.options(
            new String[] {"--port", "9000", "--mint-spacing=0", "--development-secret", "a=b"},
            Map.of(
                "SIMULATOR_PORT", "9001", "SIMULATOR_HOST", "0.0.0.0", "SIMULATOR_DATA", "kept"));

    assertThat(options.port()).isEqualTo(9000);
    assertThat(options.host()).isEqualTo("0.0.0.0");
    assertThat(options.directory()).isEqualTo(Path.of("kept"));
    assertThat(options.settings().mintSpacing()).isEqualTo(Duration.ZERO);
    assertThat(options.settings().tokenLifetime()).isEqualTo(Duration.ofHours(2));
    assertThat(options.settings().app("crm-sync-dev").orElseThrow().clientSecret())
        .isEqualTo("a=b");
  }

  @Test
  void anUnknownFlagIsRefused() {
    assertThatThrownBy(() -> SimulatorMain.options(new String[] {"--prot", "1"}, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prot");
  }
}
