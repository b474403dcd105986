package dev.evergrant.bench;

import dev.evergrant.bench.measure.Figures;
import dev.evergrant.bench.measure.Figures.Figure;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The table for people and the file for programs. */
final class Report {
  /** What everybody who reads the file may count on; null where it was not measured. */
  private static final List<String> ALWAYS =
      List.of(
          "refreshes_per_s_1m",
          "ratio_to_limit",
          "ratio_to_plain",
          "latency_p50_ms",
          "latency_p99_ms",
          "claim_p99_ratio_10m_10k",
          "worker_heap_mib",
          "isolation_ratio",
          "start_ready_s",
          "rescue_p99_s");

  private Report() {}

  /** Everything that was measured. */
  static void print(Figures figures, PrintStream out) {
    out.printf("%n%-64s %12s %-5s %s%n", "", "median", "", "spread");
    figures.all().forEach(figure -> out.println(line(figure)));
  }

  static String line(Figure figure) {
    String spread =
        figure.samples().size() == 1
            ? ""
            : "%s … %s (%d)"
                .formatted(number(figure.least()), number(figure.most()), figure.samples().size());
    return String.format(
            Locale.ROOT,
            "%-64s %12s %-5s %s",
            figure.what(),
            number(figure.median()),
            figure.unit(),
            spread)
        .stripTrailing();
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Medians under their own names, and all samples and the conditions beside them. */
  static void write(Figures figures, Path file, Map<String, Object> conditions) throws IOException {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    ALWAYS.forEach(key -> all.put(key, null));
    Map<String, Object> samples = new LinkedHashMap<>();
    for (Figure figure : figures.all()) {
      all.put(figure.key(), figure.median());
      samples.put(figure.key(), figure.samples());
    }
    all.put("samples", samples);
    all.put("conditions", conditions);
    Files.writeString(
        file,
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(all));
  }

  /** Of the machine, now. */
  static Map<String, Object> conditions() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    Map<String, Object> conditions = new LinkedHashMap<>();
    conditions.put("at", Instant.now().toString());
    conditions.put("processors", system.getAvailableProcessors());
    conditions.put("loadBefore", system.getSystemLoadAverage());
    conditions.put("java", Runtime.version().toString());
    conditions.put("system", system.getName() + " " + system.getVersion());
    return conditions;
  }
}
