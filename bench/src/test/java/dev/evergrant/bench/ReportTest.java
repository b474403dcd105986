package dev.evergrant.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.bench.measure.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {
  private final List<String> said = new ArrayList<>();
  private final Figures figures = new Figures(figure -> said.add(Report.line(figure)));

  @Test
  void aLineShowsTheMedianAndHowFarApartTheRepetitionsAre() {
    figures.add("rate", "refreshes", "/s", 5_000, 1_000, 3_000);

    assertThat(said).hasSize(1);
    assertThat(said.getFirst())
        .startsWith("refreshes ")
        .containsPattern(" 3,000 /s +1,000 … 5,000 \\(3\\)");
  }

  @Test
  void ofAnEvenNumberTheLowerOneInTheMiddleCounts() {
    figures.add("rate", "refreshes", "/s", 4, 1, 2, 3);

    assertThat(figures.median("rate")).isEqualTo(2);
  }

  @Test
  void aFigureThatIsMeasuredAgainReplacesTheFirst() {
    figures.add("rate", "refreshes", "/s", 1);
    figures.add("rate", "refreshes", "/s", 2);

    assertThat(figures.all()).hasSize(1);
    assertThat(figures.median("rate")).isEqualTo(2);
  }

  @Test
  void theFileHasMediansUnderTheirNamesAndNothingForWhatWasNotMeasured(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("figures.json");
    figures.add("latency_p99_ms", "latency", "ms", 7, 9, 8);

    Report.write(figures, file, Map.of("processors", 2));

    JsonNode written = JsonMapper.builder().build().readTree(file.toFile());
    assertThat(written.get("latency_p99_ms").asDouble()).isEqualTo(8);
    assertThat(written.get("refreshes_per_s_1m").isNull()).isTrue();
    assertThat(written.get("samples").get("latency_p99_ms")).hasSize(3);
    assertThat(written.get("conditions").get("processors").asInt()).isEqualTo(2);
  }
}
