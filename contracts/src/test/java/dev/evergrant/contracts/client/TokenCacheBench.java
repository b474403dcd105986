package dev.evergrant.contracts.client;

import static java.util.Objects.requireNonNull;

import dev.evergrant.contracts.EventTypes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures a {@link TokenCache} with a million connections on an embedded broker in the same JVM:
 * updates a second while it catches up, bytes a connection, and nanoseconds a look-up. The command
 * is in contracts' README.
 *
 * <p>The sealed tokens are as long as those of a 2048-bit RSA key, but not sealed: opening a
 * million of them would take minutes and say nothing of the cache. What opening costs is measured
 * apart. Where the machine has other work to do, the time on the processor says what the cache
 * needs.
 */
final class TokenCacheBench {
  private static final int HOT = 10_000;
  private static final int OPENINGS = 2_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TokenCacheBench() {}

  public static void main(String[] arguments) throws Exception {
    int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    Path directory = Files.createTempDirectory(Path.of("target"), "bench-");
    var place = new Place(directory);
    try {
      String jwe = Said.sealed("x".repeat(300), Said.RSA);
      publish(place, many, jwe.length());
      measure(place, many, jwe.length());
    } finally {
      place.close();
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    say("opening a token, RSA-OAEP-256: %d µs", openingMicros());
  }

  private static void publish(Place place, int many, int length) {
    Instant expires = Instant.now().plusSeconds(7200);
    long bytes = 0;
    for (int i = 0; i < many; i++) {
      String connection = connection(i);
      var update =
          Said.update(
              connection, "active", 1, null, expires, Map.of("crm-reader", token(i, length)));
      var record = Said.record(EventTypes.TOKEN_ISSUED, update);
      bytes += record.value().length;
      place.sayLater(record);
    }
    place.flush();
    say("%,d connections, %d bytes an update, %d of them the token", many, bytes / many, length);
  }

  private static void measure(Place place, int many, int length) throws Exception {
    long before = usedBytes();
    var cache =
        new TokenCache(place.properties(), "crm-reader", (_, jwe) -> jwe, InstantSource.system());
    long begun = System.nanoTime();
    cache.start().get(10, TimeUnit.MINUTES);
    double seconds = (System.nanoTime() - begun) / 1e9;
    say("caught up in %.1f s: %,.0f updates/s", seconds, many / seconds);
    say("of it on the processor: %.1f s: %,.0f updates/s", reader(), many / reader());
    long each = (usedBytes() - before) / many;
    // A text of so many characters takes its bytes, 24 for the text and 16 for the array.
    say("%d bytes a connection, %d beside the token", each, each - length - 40);
    for (int i = 0; i < many; i++) {
      cache.accessToken(connection(i));
    }
    var plain = new ConcurrentHashMap<String, String>();
    for (int i = 0; i < many; i++) {
      plain.put(connection(i), cache.accessToken(connection(i)));
    }
    var lookUps = new LookUps(many, TokenCacheBench::connection);
    for (int hot : many > HOT ? new int[] {many, HOT} : new int[] {many}) {
      lookUps.add("a look-up", hot, cache::accessToken);
      lookUps.add("one in a plain ConcurrentHashMap", hot, name -> requireNonNull(plain.get(name)));
      lookUps.add(
          "one there with a look at the clock",
          hot,
          name -> System.currentTimeMillis() > 0 ? requireNonNull(plain.get(name)) : "");
    }
    lookUps.add("the name's hash and the clock alone", many, LookUps::withoutLookingUp);
    lookUps.measure().forEach(line -> say("%s", line));
    say("one read of memory, after another: %d ns", MemoryReads.nanos());
    cache.close();
  }

  private static long openingMicros() throws NoToken {
    SubscriberKeys keys = SubscriberKeys.parse(Said.RSA.toJSONString());
    String jwe = Said.sealed("x".repeat(300), Said.RSA);
    for (int i = 0; i < OPENINGS; i++) {
      keys.open("warm up", jwe);
    }
    long begun = System.nanoTime();
    for (int i = 0; i < OPENINGS; i++) {
      keys.open("measure", jwe);
    }
    return (System.nanoTime() - begun) / OPENINGS / 1_000;
  }

  /** Seconds on the processor of the cache's own thread, which does all its work. */
  private static double reader() {
    return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("evergrant-token-cache"))
            .mapToLong(thread -> THREADS.getThreadCpuTime(thread.threadId()))
            .sum()
        / 1e9;
  }

  private static String connection(int number) {
    return "crm-sync/production/user-%07d@acme.example".formatted(number);
  }

  /** Every one is another text, as they are. */
  private static String token(int number, int length) {
    return "%010d.%s".formatted(number, "t".repeat(length - 11));
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"}) // It is a program for people.
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
