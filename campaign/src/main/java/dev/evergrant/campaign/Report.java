package dev.evergrant.campaign;

import dev.evergrant.campaign.check.Invariant;
import dev.evergrant.campaign.check.Loss;
import dev.evergrant.campaign.gather.Rescues.Rescue;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A campaign's results, for people and for programs. */
record Report(long seed, List<Outcome> outcomes, List<Campaign.Trial> trials) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int SHOWN = 12;

  boolean isGood() {
    return outcomes.stream().allMatch(Outcome::isGood)
        && trials.stream().allMatch(Campaign.Trial::caught);
  }

  /** Everything as a table. */
  void print(PrintStream out) {
    outcomes.forEach(outcome -> print(outcome, out));
    out.printf(
        "%nkills of workers %d, of PostgreSQL %d, of Kafka %d; pauses %d%n",
        kills(), count("kill PostgreSQL"), count("kill Kafka"), pauses());
    out.printf(
        "self-inflicted losses %d, W1 %d, W2 %d%n",
        losses(Loss.Kind.SELF_INFLICTED), losses(Loss.Kind.W1), losses(Loss.Kind.W2));
    out.printf("rescues p50 %.2f s, p99 %.2f s%n", percentile(50), percentile(99));
    for (Campaign.Trial trial : trials) {
      out.printf(
          "broken build %-26s %s by %s%n",
          trial.name(), trial.caught() ? "caught" : "NOT CAUGHT", trial.broke());
    }
    if (!trials.isEmpty()) {
      out.printf("broken builds caught %d of %d%n", caught(), trials.size());
    }
    out.printf("invariants failed: %s%n", failed().isEmpty() ? "none" : failed());
    out.printf("seed %d%n", seed);
  }

  private static void print(Outcome outcome, PrintStream out) {
    var figures = outcome.figures();
    out.printf(
        "%n== %s (%s, %d s)%n",
        outcome.scenario().name(),
        outcome.scenario().rotation().wireName(),
        outcome.took().toSeconds());
    out.printf(
        "   %d grants, %d connections, %d requests, %d updates; %d secrets looked for, %d"
            + " ciphertexts%n",
        figures.grants(),
        figures.connections(),
        figures.requests(),
        figures.updates(),
        figures.secrets(),
        figures.ciphertexts());
    out.printf(
        "   quiet after %.1f s; %d takeovers of ended leases%n",
        outcome.quiet().took().toMillis() / 1000.0, figures.takeovers());
    new TreeMap<>(outcome.faults())
        .forEach((kind, times) -> out.printf("   %4d x %s%n", times, kind));
    out.printf("   %d kills, %d rescues seen%n", outcome.kills(), outcome.rescues().size());
    for (Rescue rescue : outcome.rescues()) {
      out.printf(
          "        worker %d after %.2f s, %d claims%s%n",
          rescue.slot(),
          seconds(rescue.took()),
          rescue.claims(),
          rescue.hindrance() == null ? "" : " (" + rescue.hindrance() + ")");
    }
    print(outcome.losses(), outcome.verdicts(), out);
  }

  /** What was lost, and what holds. */
  static void print(List<Loss> losses, List<Invariant.Verdict> verdicts, PrintStream out) {
    losses.stream()
        .limit(4L * SHOWN)
        .forEach(
            loss ->
                out.printf(
                    "   LOSS %s, reported %s: %s. %s%n",
                    loss.kind(), loss.reported(), loss.what(), loss.why()));
    for (Invariant.Verdict verdict : verdicts) {
      out.printf(
          "   %-4s %-38s %s%n",
          verdict.invariant().name(),
          verdict.invariant().promise(),
          verdict.holds() ? "holds" : "BROKEN, " + verdict.violations().size() + " times");
      verdict.violations().stream().limit(SHOWN).forEach(text -> out.printf("        %s%n", text));
    }
  }

  /** Everything as JSON. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("seed", seed);
    all.put("kills_worker", kills());
    all.put("kills_postgres", count("kill PostgreSQL"));
    all.put("kills_kafka", count("kill Kafka"));
    all.put("pauses", pauses());
    all.put("self_inflicted_losses", losses(Loss.Kind.SELF_INFLICTED));
    all.put("w1_losses", losses(Loss.Kind.W1));
    all.put("w2_losses", losses(Loss.Kind.W2));
    all.put("invariants_failed", failed());
    all.put("rescue_p50_s", percentile(50));
    all.put("rescue_p99_s", percentile(99));
    all.put("rescues", rescues().size());
    all.put(
        "rescues_hindered",
        outcomes.stream().mapToInt(o -> o.rescues().size()).sum() - rescues().size());
    all.put("broken_builds_caught", caught());
    all.put("broken_builds_total", trials.size());
    all.put("broken_builds", trials);
    all.put("race_rounds", raced());
    all.put("secrets_planted", outcomes.stream().mapToInt(o -> o.figures().secrets()).sum());
    all.put("secrets_found", outcomes.stream().mapToInt(o -> o.figures().secretsFound()).sum());
    all.put("faults", faults());
    all.put("scenarios", outcomes.stream().map(Report::scenario).toList());
    return JSON.writeValueAsString(all);
  }

  private static Map<String, Object> scenario(Outcome outcome) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", outcome.scenario().name());
    one.put("rotation", outcome.scenario().rotation().wireName());
    one.put("seconds", outcome.took().toSeconds());
    one.put("quiet_after_s", seconds(outcome.quiet().took()));
    one.put("figures", outcome.figures());
    one.put("losses", outcome.losses());
    Map<String, List<String>> violations = new LinkedHashMap<>();
    outcome.failed().forEach(v -> violations.put(v.invariant().name(), v.violations()));
    one.put("violations", violations);
    return one;
  }

  private long caught() {
    return trials.stream().filter(Campaign.Trial::caught).count();
  }

  private Map<String, Integer> faults() {
    Map<String, Integer> all = new TreeMap<>();
    outcomes.forEach(
        outcome -> outcome.faults().forEach((kind, n) -> all.merge(kind, n, Integer::sum)));
    return all;
  }

  int raced() {
    return outcomes.stream().mapToInt(outcome -> outcome.figures().raced()).sum();
  }

  int kills() {
    return outcomes.stream().mapToInt(Outcome::kills).sum();
  }

  int count(String kind) {
    return outcomes.stream().mapToInt(outcome -> outcome.count(kind)).sum();
  }

  int pauses() {
    return faults().entrySet().stream()
        .filter(kind -> kind.getKey().startsWith("pause") || kind.getKey().startsWith("freeze"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  long losses(Loss.Kind kind) {
    return outcomes.stream().mapToLong(outcome -> outcome.losses(kind)).sum();
  }

  Set<String> failed() {
    Set<String> names = new LinkedHashSet<>();
    outcomes.forEach(outcome -> outcome.failed().forEach(v -> names.add(v.invariant().name())));
    return names;
  }

  private List<Duration> rescues() {
    return outcomes.stream()
        .flatMap(outcome -> outcome.rescues().stream())
        .filter(rescue -> rescue.hindrance() == null)
        .map(Rescue::took)
        .sorted()
        .toList();
  }

  double percentile(int percent) {
    List<Duration> sorted = rescues();
    return sorted.isEmpty()
        ? 0
        : seconds(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
