package dev.evergrant.worker.ops;

import dev.evergrant.worker.ops.Pages.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether the worker is alive and ready. Alive: its threads run; if not, restart it. Ready: it can
 * take events in and work on them; if not, wait or look at what it depends on. Safe for any thread.
 */
public final class Health {
  private final Map<String, BooleanSupplier> alive = new LinkedHashMap<>();
  private final Map<String, BooleanSupplier> ready = new LinkedHashMap<>();
  private final Map<String, Supplier<List<String>>> remarks = new LinkedHashMap<>();

  /** A thread that must run as long as the worker does. */
  public Health needs(Thread thread) {
    alive.put(thread.getName(), thread::isAlive);
    return this;
  }

  /** Something that must work for the worker to be of use. */
  public Health needs(String what, BooleanSupplier works) {
    ready.put(what, works);
    return this;
  }

  /** Something that {@link #ready} mentions, though the worker can take events in all the same. */
  public Health mentions(String what, Supplier<List<String>> names) {
    remarks.put(what, names);
    return this;
  }

  public Answer live() {
    return answer(alive);
  }

  public Answer ready() {
    Map<String, BooleanSupplier> all = new LinkedHashMap<>(alive);
    all.putAll(ready);
    Answer answer = answer(all);
    if (answer.status() != 200) {
      return answer;
    }
    StringBuilder text = new StringBuilder(answer.body());
    remarks.forEach(
        (what, names) ->
            names.get().forEach(name -> text.append(name).append(": ").append(what).append('\n')));
    return new Answer(200, text.toString());
  }

  private static Answer answer(Map<String, BooleanSupplier> checks) {
    boolean fine = true;
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
      boolean works = check.getValue().getAsBoolean();
      fine &= works;
      text.append(check.getKey()).append(works ? ": ok\n" : ": not ok\n");
    }
    return new Answer(fine ? 200 : 503, text.toString());
  }
}
