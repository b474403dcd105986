package dev.evergrant.campaign.crash;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The agent. Its arguments are {@code name=value} with commas between them: {@code control}, a file
 * that is looked at all the time and may hold one {@link Order}; {@code parent}, the process
 * without which this one must not go on; {@code skew}, by how many seconds the worker's own clock
 * is wrong. When an order has been carried out, the file beside it that ends in {@code .hit} says
 * so.
 */
public final class CrashAgent {
  private static final int EVERY_MILLIS = 25;

  /** A change of the control file has been noticed after this time. */
  public static final Duration NOTICED = Duration.ofMillis(4 * EVERY_MILLIS);

  private static volatile Order.@Nullable Pending pending;
  private static volatile @Nullable Path control;

  private CrashAgent() {}

  /** Called by the virtual machine before the program's own main method. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments.split(",", -1)) {
      String[] pair = argument.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    var skew = Duration.ofSeconds(Long.parseLong(values.getOrDefault("skew", "0")));
    SkewedClock.set(skew);
    String file = values.get("control");
    if (file != null) {
      control = Path.of(file);
      instrumentation.addTransformer(new Instrumenter(!skew.isZero()));
    }
    String parent = values.get("parent");
    Thread.ofPlatform()
        .daemon()
        .name("crash-agent")
        .start(() -> watch(parent == null ? 0 : Long.parseLong(parent)));
  }

  private static void watch(long parent) {
    String known = "";
    try {
      while (true) {
        if (parent != 0 && ProcessHandle.of(parent).isEmpty()) {
          Runtime.getRuntime().halt(1);
        }
        String text = ordered();
        if (!text.equals(known)) {
          known = text;
          pending = text.isBlank() ? null : Order.Pending.of(Order.parse(text));
        }
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static String ordered() {
    Path file = control;
    try {
      return file == null || !Files.exists(file) ? "" : Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Called by the worker's code, where the {@link Instrumenter} has put it. */
  public static void pass(String name) {
    Order.Pending now = pending;
    if (now != null && now.due(CrashPoint.valueOf(name))) {
      carryOut(now.order());
    }
  }

  private static void carryOut(Order order) {
    try {
      Files.writeString(
          hit(Objects.requireNonNull(control)), order.written() + " " + Instant.now() + "\n");
      switch (order.action()) {
        case HALT -> Runtime.getRuntime().halt(137);
        case FREEZE -> {
          var _ =
              new ProcessBuilder("kill", "-STOP", String.valueOf(ProcessHandle.current().pid()))
                  .start();
          // The signal reaches this thread within moments; it must not get past the point first.
          Thread.sleep(1_000);
        }
      }
    } catch (IOException problem) {
      System.err.println("The crash point could not be carried out: " + problem);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it is written that an order has been carried out. */
  public static Path hit(Path control) {
    return control.resolveSibling(control.getFileName() + ".hit");
  }
}
